import type { Call } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { Refusal } from "@/cli/refusal";
import type { EnvironmentView } from "@/lib/environments/environment";
import { translate } from "@/lib/i18n/translator";

/** Says what was done to an environment; with --wait stays until its newest version is built. */
export async function tellBuild(call: Call, projectId: string, environment: EnvironmentView, said: string): Promise<number> {
  if (call.options["wait"]) {
    call.terminal.remark(said);
    return waitUntilBuilt(call, projectId, environment);
  }
  const { message } = environment.latest;
  call.terminal.result(environment, [said, ...(message ? [translate(call.locale, message)] : [])]);
  return exitCodes.ok;
}

/** Says at last that code can run in it, or refuses with why its newest version was not built; an image is ready from the start. */
async function waitUntilBuilt(call: Call, projectId: string, asked: EnvironmentView): Promise<number> {
  const watching = new AbortController();
  let environment = asked;
  const isOver = () => environment.latest.status === "ready" || environment.latest.status === "failed";
  const events = isOver() ? [] : call.api().follow("stream", { topics: `changes:${projectId}` }, watching.signal);
  for await (const { event, data } of events) {
    const concerns = event === "open" || (event === "change" && (data as { subjectId: string }).subjectId === asked.id);
    if (!concerns) continue;
    environment = await call.api().get<EnvironmentView>(`environments/${asked.id}`);
    if (isOver()) break;
  }
  watching.abort();
  const { slug, latest } = environment;
  const reason = latest.message ? translate(call.locale, latest.message) : "";
  if (latest.status === "failed")
    throw new Refusal(exitCodes.failed, call.words("environment.failed", { slug }), { problem: environment, details: [reason] });
  call.terminal.result(environment, [call.words("environment.ready", { slug }), ...(reason ? [reason] : [])]);
  return exitCodes.ok;
}
