import type { Command } from "@/cli/command";
import { contentOptions, putLogin, readContent } from "@/cli/environment-content";
import { exitCodes } from "@/cli/exit-codes";
import { consoleUrl } from "@/cli/find";
import { Refusal } from "@/cli/refusal";
import { waitUntilBuilt } from "@/cli/wait-until-built";
import type { EnvironmentView } from "@/lib/environments/environment";
import { translate } from "@/lib/i18n/translator";

export const environmentCreate: Command = {
  name: "environment create",
  takes: "NAME [REQUIREMENTS]",
  says: "environment.create.says",
  options: {
    ...contentOptions,
    description: { type: "string", value: "TEXT", says: "environment.description" },
    wait: { type: "boolean", short: "w", says: "environment.wait" },
  },
  async run(call) {
    const { options, words, terminal } = call;
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
    if (options["wait"]) {
      terminal.remark(said);
      return waitUntilBuilt(call, projectId, environment);
    }
    const remark = environment.latest.message ? [translate(call.locale, environment.latest.message)] : [];
    terminal.result(environment, [said, ...remark]);
    return exitCodes.ok;
  },
};
