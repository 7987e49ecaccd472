import { createInterface } from "node:readline/promises";
import { openApi } from "@/cli/api";
import type { Call, Command } from "@/cli/command";
import { removeConfig, writeConfig } from "@/cli/config";
import { exitCodes } from "@/cli/exit-codes";
import { readSecret } from "@/cli/read-input";
import { Refusal } from "@/cli/refusal";

const fallbackUrl = "http://localhost:3000";

export const login: Command = {
  name: "login",
  takes: "",
  says: "login.says",
  options: { url: { type: "string", value: "URL", says: "login.url" } },
  async run(call) {
    const { words, terminal, environment } = call;
    const given = typeof call.options["url"] === "string" ? call.options["url"] : environment["CAIRN_URL"];
    const isAsking = terminal.input.isTTY === true;
    const url = (given ?? (isAsking ? await ask(call, words("login.askUrl", { fallback: fallbackUrl })) : "")).trim() || fallbackUrl;
    const token = (environment["CAIRN_TOKEN"] ?? (await readSecret(call, words("login.askKey")))).trim();
    if (token === "") throw new Refusal(exitCodes.usage, words("login.noKey", { url }));

    const api = openApi({ url: url.replace(/\/+$/, ""), token }, call);
    const me = await api.get<{ name: string; displayName: string }>("me");
    const asked = call.options["project"];
    const project = await firstProject(api.all<ProjectItem>("projects"), typeof asked === "string" ? asked : undefined, call);
    const file = writeConfig(environment, { url: api.url, token: api.token, project: project.slug });
    terminal.result({ url: api.url, name: me.name, project: project.slug, file }, [
      words("login.done", { url: api.url, name: me.name, project: project.slug, file }),
    ]);
    return exitCodes.ok;
  },
};

export const logout: Command = {
  name: "logout",
  takes: "",
  says: "logout.says",
  async run({ environment, terminal, words }) {
    removeConfig(environment);
    terminal.result({}, [words("logout.done")]);
    return exitCodes.ok;
  },
};

interface ProjectItem {
  readonly slug: string;
  readonly kind: "personal" | "shared";
}

async function firstProject(projects: AsyncIterable<ProjectItem>, asked: string | undefined, { words }: Call): Promise<ProjectItem> {
  const all: ProjectItem[] = [];
  for await (const project of projects) all.push(project);
  const found = asked === undefined ? (all.find(({ kind }) => kind === "personal") ?? all[0]) : all.find(({ slug }) => slug === asked);
  if (found) return found;
  throw new Refusal(exitCodes.notFound, words("noProject", { slug: asked ?? "", known: all.map(({ slug }) => slug).join(", ") }));
}

async function ask({ terminal }: Call, question: string): Promise<string> {
  const lines = createInterface({ input: terminal.input, output: process.stderr });
  const answer = await lines.question(question);
  lines.close();
  return answer;
}
