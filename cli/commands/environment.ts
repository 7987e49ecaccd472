import type { Call, Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { findThing } from "@/cli/find";
import { table } from "@/cli/terminal";
import type { EnvironmentVersionView, EnvironmentView } from "@/lib/environments/environment";
import { formatBytes } from "@/lib/format/bytes";
import { translate } from "@/lib/i18n/translator";

export const environmentList: Command = {
  name: "environment list",
  takes: "",
  says: "environment.list.says",
  async run(call) {
    const { words, terminal, locale } = call;
    const { id: projectId } = await call.project();
    const environments: EnvironmentView[] = [];
    for await (const environment of call.api().all<EnvironmentView>("environments", { projectId })) environments.push(environment);
    const header = (["address", "version", "kind", "status", "name", "reason"] as const).map((column) => words(`column.${column}`));
    const rows = environments.map(({ slug, kind, latest, name }) => [
      slug,
      `v${latest.number}`,
      translate(locale, { key: `environments.form.kinds.${kind}` }),
      standing(call, latest),
      name,
      reasonOf(call, latest),
    ]);
    terminal.result(environments, table(header, rows));
    return exitCodes.ok;
  },
};

export const environmentShow: Command = {
  name: "environment show",
  takes: "ENVIRONMENT",
  says: "environment.show.says",
  async run(call) {
    const found = await findThing<EnvironmentView>(call, "environment", call.positionals[0] ?? "");
    const environment = await call.api().get<EnvironmentView>(`environments/${found.id}`);
    call.terminal.result(environment, linesOf(call, environment));
    return exitCodes.ok;
  },
};

function linesOf(call: Call, { slug, name, kind, projectId, latest }: EnvironmentView): readonly string[] {
  const { words, locale } = call;
  const whose = projectId === null ? ` (${translate(locale, { key: "environments.platform" })})` : "";
  const facts = [
    [words("column.name"), name],
    [words("column.kind"), `${translate(locale, { key: `environments.form.kinds.${kind}` })}${whose}`],
    [words("column.version"), `v${latest.number}`],
    [words("column.status"), [standing(call, latest), reasonOf(call, latest)].filter(Boolean).join(": ")],
    [words("column.size"), formatBytes(latest.sizeBytes, locale)],
    ...(latest.image ? imageFacts(call, latest.image) : [[words("column.python"), latest.pythonVersion ?? "–"]]),
  ];
  const wanted = latest.requirements.split("\n").filter(Boolean);
  const packages = latest.packages.length > 0 ? latest.packages.map((one) => `${one.name}==${one.version}`) : wanted;
  return [...table([slug, ""], facts), ...(packages.length > 0 ? ["", ...packages] : [])];
}

function imageFacts({ words }: Call, image: NonNullable<EnvironmentVersionView["image"]>): readonly (readonly string[])[] {
  return [
    [words("column.image"), image.reference],
    [words("column.digest"), image.digest ?? "–"],
    [words("column.architecture"), image.architectures.join(", ") || "–"],
    [words("column.accelerator"), image.accelerator ?? "–"],
  ];
}

/** What nobody asked to be built is no build that waits, and what is ready need not be so here. */
function standing({ locale }: Call, { status, isAsked, notHere }: EnvironmentVersionView): string {
  if (notHere) return translate(locale, { key: "environments.where.nowhere" });
  return translate(locale, { key: status === "queued" && !isAsked ? "environments.onDemand" : `status.${status}` });
}

function reasonOf({ locale }: Call, { notHere, message }: EnvironmentVersionView): string {
  const reason = notHere ?? message;
  return reason ? translate(locale, reason) : "";
}
