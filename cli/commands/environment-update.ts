import type { Command } from "@/cli/command";
import { environmentOptions, putLogin, readContent } from "@/cli/environment-content";
import { exitCodes } from "@/cli/exit-codes";
import { findThing } from "@/cli/find";
import { Refusal } from "@/cli/refusal";
import { tellBuild } from "@/cli/tell-build";
import type { EnvironmentVersionView, EnvironmentView } from "@/lib/environments/environment";

export const environmentUpdate: Command = {
  name: "environment update",
  takes: "ENVIRONMENT [REQUIREMENTS]",
  says: "environment.update.says",
  options: { name: { type: "string", value: "TEXT", says: "environment.update.name" }, ...environmentOptions },
  async run(call) {
    const { options, words } = call;
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
    return tellBuild(call, projectId, after, line);
  },
};

export const environmentBuild: Command = {
  name: "environment build",
  takes: "ENVIRONMENT",
  says: "environment.build.says",
  options: { wait: environmentOptions.wait },
  async run(call) {
    const found = await findThing<EnvironmentView>(call, "environment", call.positionals[0] ?? "");
    const { id: projectId } = await call.project();
    const latest = await call.api().post<EnvironmentVersionView>(`environment-versions/${found.latest.id}/build`, { projectId });
    const said = call.words(latest.status === "ready" ? "environment.ready" : "environment.build.asked", {
      slug: found.slug,
      number: latest.number,
    });
    return tellBuild(call, projectId, { ...found, latest }, said);
  },
};
