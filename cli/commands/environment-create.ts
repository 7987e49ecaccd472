import type { Command } from "@/cli/command";
import { environmentOptions, putLogin, readContent } from "@/cli/environment-content";
import { exitCodes } from "@/cli/exit-codes";
import { consoleUrl } from "@/cli/find";
import { Refusal } from "@/cli/refusal";
import { tellBuild } from "@/cli/tell-build";
import type { EnvironmentView } from "@/lib/environments/environment";

export const environmentCreate: Command = {
  name: "environment create",
  takes: "NAME [REQUIREMENTS]",
  says: "environment.create.says",
  options: environmentOptions,
  async run(call) {
    const { options, words } = call;
    const content = await readContent(call);
    if (content === null) throw new Refusal(exitCodes.usage, words("environment.create.nothing"));
    const { id: projectId, slug: project } = await call.project();
    await putLogin(call, projectId);
    const environment = await call.api().post<EnvironmentView>("environments", {
      projectId,
      name: call.positionals[0],
      ...(typeof options["description"] === "string" && { description: options["description"] }),
      ...content,
    });
    const said = words("environment.create.done", {
      slug: environment.slug,
      url: consoleUrl(call, project, "environments", environment.slug),
    });
    return tellBuild(call, projectId, environment, said);
  },
};
