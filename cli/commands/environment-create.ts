import type { Call, Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { consoleUrl } from "@/cli/find";
import { readText } from "@/cli/job-file";
import { readAll, readSecret } from "@/cli/read-input";
import { Refusal } from "@/cli/refusal";
import type { EnvironmentView } from "@/lib/environments/environment";
import { parseImageReference } from "@/lib/environments/image-reference";
import { translate } from "@/lib/i18n/translator";

export const environmentCreate: Command = {
  name: "environment create",
  takes: "NAME [REQUIREMENTS]",
  says: "environment.create.says",
  options: {
    image: { type: "string", value: "IMAGE", says: "environment.create.image" },
    accelerator: { type: "string", value: "NAME", says: "environment.create.accelerator" },
    architecture: { type: "string", multiple: true, value: "NAME", says: "environment.create.architecture" },
    "pull-as": { type: "string", value: "USER", says: "environment.create.pullAs" },
    description: { type: "string", value: "TEXT", says: "environment.create.description" },
    wait: { type: "boolean", short: "w", says: "environment.create.wait" },
  },
  async run(call) {
    const { options, words, terminal } = call;
    const content = await contentOf(call);
    const { id: projectId, slug: project } = await call.project();
    if (typeof options["pull-as"] === "string") await putLogin(call, projectId, options["pull-as"]);
    const description = typeof options["description"] === "string" ? { description: options["description"] } : {};
    const environment = await call.api().post<EnvironmentView>("environments", {
      projectId,
      name: call.positionals[0],
      ...description,
      ...content,
    });
    const said = words("environment.create.done", {
      slug: environment.slug,
      url: consoleUrl(call, project, "environments", environment.slug),
    });
    if (options["wait"]) {
      terminal.remark(said);
      return waitUntilBuilt(call, environment);
    }
    const remark = environment.latest.message ? [translate(call.locale, environment.latest.message)] : [];
    terminal.result(environment, [said, ...remark]);
    return exitCodes.ok;
  },
};

/** Packages by a file or stdin, or an image with what is said of it. */
async function contentOf(call: Call): Promise<object> {
  const { options, words } = call;
  const file = call.positionals[1];
  const { image } = options;
  if (typeof image !== "string") {
    const stray = ["accelerator", "architecture", "pull-as"].find((option) => options[option] !== undefined);
    if (stray !== undefined) throw new Refusal(exitCodes.usage, words("environment.create.needsImage", { option: `--${stray}` }));
    if (file === undefined) throw new Refusal(exitCodes.usage, words("environment.create.nothing"));
    return { requirements: file === "-" ? await readAll(call) : readText(file, words) };
  }
  if (file !== undefined) throw new Refusal(exitCodes.usage, words("environment.create.both"));
  const accelerator = options["accelerator"] === undefined ? {} : { accelerator: options["accelerator"] };
  return { image: { reference: image, ...accelerator, architectures: options["architecture"] ?? [] } };
}

/** By whom the project's images are pulled from this one's registry from now on. */
async function putLogin(call: Call, projectId: string, username: string): Promise<void> {
  const host = parseImageReference(String(call.options["image"]))?.registry ?? "";
  const password = await readSecret(call, call.words("environment.create.askPassword", { username, host }));
  await call.api().put(`projects/${projectId}/registry-logins`, { host, username, password });
}

/** Until its build is over; an image is ready from the start. */
async function waitUntilBuilt(call: Call, made: EnvironmentView): Promise<number> {
  const watching = new AbortController();
  let environment = made;
  const isOver = () => environment.latest.status === "ready" || environment.latest.status === "failed";
  const events = isOver() ? [] : call.api().follow("stream", { topics: `changes:${made.projectId}` }, watching.signal);
  for await (const { event, data } of events) {
    const concerns = event === "open" || (event === "change" && (data as { subjectId: string }).subjectId === made.id);
    if (!concerns) continue;
    environment = await call.api().get<EnvironmentView>(`environments/${made.id}`);
    if (isOver()) break;
  }
  watching.abort();
  const { slug, latest } = environment;
  const reason = latest.message ? translate(call.locale, latest.message) : "";
  if (latest.status === "failed")
    throw new Refusal(exitCodes.failed, call.words("environment.create.failed", { slug }), { problem: environment, details: [reason] });
  call.terminal.result(environment, [call.words("environment.create.ready", { slug }), ...(reason ? [reason] : [])]);
  return exitCodes.ok;
}
