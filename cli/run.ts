import { parseArgs } from "node:util";
import { type Api, openApi } from "@/cli/api";
import type { Call, Command, OptionValues, Project } from "@/cli/command";
import { readConfig } from "@/cli/config";
import { exitCodes } from "@/cli/exit-codes";
import { globalOptions, helpOf, helpOfAll } from "@/cli/help";
import { Refusal } from "@/cli/refusal";
import { openTerminal, type Terminal } from "@/cli/terminal";
import { localeOfTerminal, type Words, wordsOf } from "@/cli/words";
import packageJson from "@/package.json";

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly streams: Parameters<typeof openTerminal>[0];
}

/** Runs one command line. Answers what to exit with; never throws for what a person can put right. */
export async function run(commands: readonly Command[], args: readonly string[], { environment, streams }: Surroundings): Promise<number> {
  const locale = localeOfTerminal(environment);
  const words = wordsOf(locale);
  const terminal = openTerminal(streams, args.includes("--json"));
  try {
    const command = findCommand(commands, args);
    const rest = command ? args.slice(command.name.split(" ").length) : args;
    const { values, positionals } = parse(rest, command, words);
    if (values["version"]) return say(terminal, packageJson.version);
    if (!command && (values["help"] || args.length === 0)) return say(terminal, helpOfAll(commands, words));
    if (!command) throw usage(words("unknownCommand", { given: args.join(" ") }), words);
    if (values["help"]) return say(terminal, helpOf(command, words));
    checkPositionals(command, positionals, words);
    return (await command.run(callOf({ options: values, positionals, environment, terminal, words, locale }))) ?? exitCodes.ok;
  } catch (error) {
    return refuse(error, terminal, streams, words);
  }
}

function say(terminal: Terminal, text: string): number {
  terminal.line(text);
  return exitCodes.ok;
}

function findCommand(commands: readonly Command[], args: readonly string[]): Command | undefined {
  const [first, second] = args;
  return commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first);
}

function parse(args: readonly string[], command: Command | undefined, words: Words): { values: OptionValues; positionals: string[] } {
  const options = Object.fromEntries(
    Object.entries({ ...globalOptions, ...command?.options }).map(([name, { type, short, multiple = false }]) => [
      name,
      { type, multiple, ...(short && { short }) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true }) as { values: OptionValues; positionals: string[] };
  } catch (error) {
    throw usage(error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error), words, command);
  }
}

function checkPositionals(command: Command, positionals: readonly string[], words: Words): void {
  const names = command.takes.split(" ").filter(Boolean);
  const needed = names.filter((name) => !name.startsWith("["));
  const missing = needed[positionals.length];
  if (positionals.length < needed.length && missing !== undefined) throw usage(words("missing", { name: missing }), words, command);
  const extra = positionals[names.length];
  if (extra !== undefined) throw usage(words("tooMany", { given: extra }), words, command);
}

function usage(sentence: string, words: Words, command?: Command): Refusal {
  const line = command ? `cairn ${command.name} ${command.takes}`.trim() : "cairn";
  return new Refusal(exitCodes.usage, sentence, {
    details: [words("seeHelp", { command: `${line.split(" ").slice(0, 3).join(" ")} --help` })],
  });
}

function callOf(parts: Pick<Call, "options" | "positionals" | "environment" | "terminal" | "words" | "locale">): Call {
  let api: Api | undefined;
  let project: Promise<Project> | undefined;
  const signedIn = () => {
    const config = readConfig(parts.environment);
    if (!config) throw new Refusal(exitCodes.forbidden, parts.words("notSignedIn"));
    return config;
  };
  const call: Call = {
    ...parts,
    api() {
      api ??= openApi(signedIn(), parts);
      return api;
    },
    project() {
      const asked = parts.options["project"];
      project ??= findProject(call.api(), typeof asked === "string" ? asked : signedIn().project, parts.words);
      return project;
    },
  };
  return call;
}

interface ListedProject extends Project {
  readonly kind: "personal" | "shared";
}

async function findProject(api: Api, slug: string | undefined, words: Words): Promise<Project> {
  const projects: ListedProject[] = [];
  for await (const project of api.all<ListedProject>("projects")) projects.push(project);
  const found =
    slug === undefined ? (projects.find(({ kind }) => kind === "personal") ?? projects[0]) : projects.find((one) => one.slug === slug);
  if (found) return found;
  const known = projects.map((one) => one.slug).join(", ");
  throw new Refusal(exitCodes.notFound, words("noProject", { slug: slug ?? "", known }));
}

function refuse(error: unknown, terminal: Terminal, { error: stderr }: Surroundings["streams"], words: Words): number {
  terminal.endProgress();
  if (!(error instanceof Refusal)) {
    stderr.write(`✗ ${words("bug", { what: error instanceof Error ? (error.stack ?? error.message) : String(error) })}\n`);
    return exitCodes.unavailable;
  }
  if (terminal.isJson) {
    stderr.write(`${JSON.stringify(error.problem ?? { detail: error.message, errors: error.details })}\n`);
  } else stderr.write(`✗ ${[error.message, ...error.details.map((line) => `  ${line}`)].join("\n")}\n`);
  return error.exitCode;
}
