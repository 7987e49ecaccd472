import type { Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { consoleUrl, findThing } from "@/cli/find";
import { table } from "@/cli/terminal";
import type { JobItemView } from "@/lib/jobs/job";
import type { ModelView, RegisteredModelView } from "@/lib/models/model";

export const modelList: Command = {
  name: "model list",
  takes: "",
  says: "model.list.says",
  async run(call) {
    const { words, terminal } = call;
    const { id: projectId } = await call.project();
    const models: ModelView[] = [];
    for await (const model of call.api().all<ModelView>("models", { projectId })) models.push(model);
    const rows = models.map(({ slug, name, latest }) => [slug, name, latest ? `v${latest.number}` : "–"]);
    terminal.result(models, table([words("column.address"), words("column.name"), words("column.version")], rows));
    return exitCodes.ok;
  },
};

export const modelRegister: Command = {
  name: "model register",
  takes: "NAME",
  says: "model.register.says",
  options: {
    job: { type: "string", value: "JOB", says: "model.register.job" },
    path: { type: "string", value: "PATH", says: "model.register.path" },
    note: { type: "string", short: "m", value: "TEXT", says: "model.register.note" },
  },
  async run(call) {
    const { options, words } = call;
    const [name = ""] = call.positionals;
    const job = await findThing<JobItemView>(call, "job", typeof options["job"] === "string" ? options["job"] : name);
    const project = await call.project();
    const registered = await call.api().post<RegisteredModelView>("models", {
      projectId: project.id,
      attemptId: job.attemptId,
      model: name,
      ...(typeof options["path"] === "string" && { path: options["path"] }),
      ...(typeof options["note"] === "string" && { note: options["note"] }),
    });
    const { model, version } = registered;
    call.terminal.result(registered, [
      words("model.register.done", { slug: model.slug, number: version.number, url: consoleUrl(call, project.slug, "models", model.slug) }),
    ]);
    return exitCodes.ok;
  },
};
