import type { Command } from "@/cli/command";
import { contentOptions, putLogin, readContent } from "@/cli/environment-content";
import { exitCodes } from "@/cli/exit-codes";
import { findThing } from "@/cli/find";
import { Refusal } from "@/cli/refusal";
import { waitUntilBuilt } from "@/cli/wait-until-built";
import type { EnvironmentVersionView, EnvironmentView } from "@/lib/environments/environment";

export const environmentUpdate: Command = {
  name: "environment update",
  takes: "ENVIRONMENT [REQUIREMENTS]",
  says: "environment.update.says",
  options: {
    ...contentOptions,
    name: { type: "string", value: "TEXT", says: "environment.update.name" },
    description: { type: "string", value: "TEXT", says: "environment.description" },
    wait: { type: "boolean", short: "w", says: "environment.wait" },
  },
  async run(call) {
    const { options, words, terminal } = call;
    const said = Object.fromEntries(Object.entries(options).filter(([name]) => name === "name" || name === "description"));
    if (call.positionals[1] === undefined && options["image"] === undefined && Object.keys(said).length === 0)
      throw new Refusal(exitCodes.usage, words("environment.update.nothing"));
    const before = await findThing<EnvironmentView>(call, "environment", call.positionals[0] ?? "");
    const content = await readContent(call, before.latest.image);
    const { id: projectId } = await call.project();
    await putLogin(call, projectId);
    const after = await call.api().patch<EnvironmentView>(`environments/${before.id}`, { ...said, ...content }, before.version);
    const { slug, latest } = after;
    const line = words(latest.number > before.latest.number ? "environment.update.version" : "environment.update.done", {
      slug,
      number: latest.number,
    });
    if (options["wait"]) {
      terminal.remark(line);
      return waitUntilBuilt(call, projectId, after);
    }
    terminal.result(after, [line]);
    return exitCodes.ok;
  },
};

export const environmentBuild: Command = {
  name: "environment build",
  takes: "ENVIRONMENT",
  says: "environment.build.says",
  options: { wait: { type: "boolean", short: "w", says: "environment.wait" } },
  async run(call) {
    const { words, terminal } = call;
    const found = await findThing<EnvironmentView>(call, "environment", call.positionals[0] ?? "");
    const { id: projectId } = await call.project();
    const latest = await call.api().post<EnvironmentVersionView>(`environment-versions/${found.latest.id}/build`, { projectId });
    const asked = { ...found, latest };
    const { slug } = found;
    if (call.options["wait"]) {
      terminal.remark(words("environment.build.asked", { slug, number: latest.number }));
      return waitUntilBuilt(call, projectId, asked);
    }
    terminal.result(asked, [
      words(latest.status === "ready" ? "environment.ready" : "environment.build.asked", { slug, number: latest.number }),
    ]);
    return exitCodes.ok;
  },
};
