import type { Command, Option } from "@/cli/command";
import { table } from "@/cli/terminal";
import type { Words } from "@/cli/words";

export const globalOptions: Readonly<Record<string, Option>> = {
  project: { type: "string", short: "p", value: "PROJECT", says: "option.project" },
  json: { type: "boolean", says: "option.json" },
  help: { type: "boolean", short: "h", says: "option.help" },
  version: { type: "boolean", says: "option.version" },
};

/** All commands, a line each. */
export function helpOfAll(commands: readonly Command[], words: Words): string {
  const rows = commands.map(({ name, takes, says }) => [`  cairn ${`${name} ${takes}`.trim()}`, words(says)]);
  return [words("help.head"), "", ...align(rows), "", words("help.foot")].join("\n");
}

export function helpOf({ name, takes, says, options = {} }: Command, words: Words): string {
  const rows = Object.entries({ ...options, ...globalOptions })
    .filter(([option]) => option !== "version")
    .map(([option, { short, value, says: sentence }]) => [
      `  ${short ? `-${short}, ` : ""}--${option}${value ? ` ${value}` : ""}`,
      words(sentence),
    ]);
  return [`cairn ${`${name} ${takes}`.trim()}`, "", words(says), "", ...align(rows)].join("\n");
}

function align(rows: readonly (readonly string[])[]): readonly string[] {
  return table(["", ""], rows).slice(1);
}
