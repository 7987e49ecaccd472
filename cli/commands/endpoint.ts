import type { Call, Command } from "@/cli/command";
import { type ExitCode, exitCodes } from "@/cli/exit-codes";
import { consoleUrl, findThing, lookUp, nameAndVersion } from "@/cli/find";
import { readText } from "@/cli/job-file";
import { readAll } from "@/cli/read-input";
import { Refusal } from "@/cli/refusal";
import { table } from "@/cli/terminal";
import type { EndpointView } from "@/lib/endpoints/endpoint";
import { translate } from "@/lib/i18n/translator";
import type { ModelVersionView, ModelView } from "@/lib/models/model";

export const endpointList: Command = {
  name: "endpoint list",
  takes: "",
  says: "endpoint.list.says",
  async run(call) {
    const { words, terminal, locale } = call;
    const { id: projectId } = await call.project();
    const endpoints: EndpointView[] = [];
    for await (const endpoint of call.api().all<EndpointView>("endpoints", { projectId })) endpoints.push(endpoint);
    const rows = endpoints.map(({ slug, status, current, url }) => [
      slug,
      translate(locale, { key: `status.${status}` }),
      current ? `${current.modelSlug} v${current.modelVersion}` : "–",
      url,
    ]);
    terminal.result(
      endpoints,
      table([words("column.name"), words("column.status"), words("column.version"), words("column.address")], rows),
    );
    return exitCodes.ok;
  },
};

export const endpointDeploy: Command = {
  name: "endpoint deploy",
  takes: "MODEL[@VERSION]",
  says: "endpoint.deploy.says",
  options: {
    name: { type: "string", value: "NAME", says: "endpoint.deploy.name" },
    replicas: { type: "string", value: "N", says: "endpoint.deploy.replicas" },
    accelerator: { type: "string", multiple: true, value: "NAME=N", says: "endpoint.deploy.accelerator" },
    wait: { type: "boolean", short: "w", says: "endpoint.deploy.wait" },
  },
  async run(call) {
    const modelVersion = await findModelVersion(call, call.positionals[0] ?? "");
    const { id: projectId, slug: project } = await call.project();
    const slug = typeof call.options["name"] === "string" ? call.options["name"] : modelVersion.modelSlug;
    const amounts = amountsOf(call);
    const known = await lookUp<EndpointView>(call, "endpoint", slug);
    const endpoint = known
      ? await call.api().post<EndpointView>(`endpoints/${known.id}/revisions`, { modelVersionId: modelVersion.id, ...amounts })
      : await call.api().post<EndpointView>("endpoints", { projectId, modelVersionId: modelVersion.id, name: slug, slug, ...amounts });
    const said = call.words("endpoint.deploy.done", {
      slug: endpoint.slug,
      revision: endpoint.newest.number,
      url: consoleUrl(call, project, "endpoints", endpoint.slug),
    });
    if (call.options["wait"]) {
      call.terminal.remark(said);
      return waitUntilReady(call, endpoint);
    }
    call.terminal.result(endpoint, [said]);
    return exitCodes.ok;
  },
};

export const endpointAsk: Command = {
  name: "endpoint ask",
  takes: "NAME [FILE]",
  says: "endpoint.ask.says",
  async run(call) {
    const endpoint = await findThing<EndpointView>(call, "endpoint", call.positionals[0] ?? "");
    const file = call.positionals[1];
    const question = file === undefined || file === "-" ? await readAll(call) : readText(file, call.words);
    const response = await call.api().send(`${endpoint.url}/v2/models/${endpoint.slug}/infer`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: question,
    });
    const answer: unknown = await response.json();
    call.terminal.result(answer, [JSON.stringify(answer, null, 2)]);
    return exitCodes.ok;
  },
};

/** What is not said stays as it was, or becomes what is usual. */
function amountsOf({ options, words }: Call): object {
  const pairs = (options["accelerator"] as readonly string[] | undefined)?.map((text) => {
    const [, type, count] = /^([^=]+)=(\d+)$/.exec(text) ?? [];
    if (type === undefined) throw new Refusal(exitCodes.usage, words("endpoint.deploy.badAccelerator", { given: text }));
    return [type, Number(count)] as const;
  });
  return {
    ...(options["replicas"] !== undefined && { replicas: Number(options["replicas"]) }),
    ...(pairs && { accelerators: Object.fromEntries(pairs.filter(([, count]) => count > 0)) }),
  };
}

async function findModelVersion(call: Call, text: string): Promise<{ id: string; modelSlug: string }> {
  const { name, version } = nameAndVersion(text);
  const model = await findThing<ModelView>(call, "model", name);
  if (model.latest && (version === null || model.latest.number === version)) return { id: model.latest.id, modelSlug: model.slug };
  for await (const one of call.api().all<ModelVersionView>(`models/${model.id}/versions`)) {
    if (one.number === version) return { id: one.id, modelSlug: model.slug };
  }
  const { slug: project } = await call.project();
  throw new Refusal(exitCodes.notFound, call.words("notThere", { what: call.words("what.model"), name: text, project }));
}

/** Until the newest revision is ready or has failed. */
async function waitUntilReady(call: Call, deployed: EndpointView): Promise<ExitCode> {
  const watching = new AbortController();
  let endpoint = deployed;
  for await (const { event, data } of call.api().follow("stream", { topics: `changes:${deployed.projectId}` }, watching.signal)) {
    const concerns = event === "open" || (event === "change" && (data as { subjectType: string }).subjectType === "endpoint");
    if (!concerns && (data as { subjectType?: string }).subjectType !== "revision") continue;
    endpoint = await call.api().get<EndpointView>(`endpoints/${deployed.id}`);
    if (endpoint.newest.status === "ready" || endpoint.newest.status === "failed" || endpoint.newest.status === "stopped") break;
  }
  watching.abort();
  const { slug, newest, url } = endpoint;
  if (newest.status === "ready") {
    call.terminal.result(endpoint, [call.words("endpoint.deploy.ready", { slug, revision: newest.number, address: url })]);
    return exitCodes.ok;
  }
  const reason = newest.message ? translate(call.locale, newest.message) : translate(call.locale, { key: `status.${newest.status}` });
  throw new Refusal(exitCodes.failed, call.words("endpoint.deploy.failed", { slug, revision: newest.number, reason }), {
    problem: endpoint,
  });
}
