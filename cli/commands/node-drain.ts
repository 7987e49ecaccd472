import type { Call, Command } from "@/cli/command";
import { nodePath } from "@/cli/commands/node";
import { exitCodes } from "@/cli/exit-codes";
import { Refusal } from "@/cli/refusal";
import type { DrainPlanView, DrainView } from "@/lib/cluster/drain";
import type { NodeView } from "@/lib/cluster/node";
import { podFates } from "@/lib/compute/fates";
import { translate } from "@/lib/i18n/translator";

export const nodeDrain: Command = {
  name: "node drain",
  takes: "NODE",
  says: "node.drain.says",
  options: {
    plan: { type: "boolean", says: "node.drain.plan" },
    "end-local-data": { type: "boolean", says: "node.drain.endLocalData" },
    wait: { type: "boolean", short: "w", says: "node.drain.wait" },
    cancel: { type: "boolean", says: "node.drain.cancel" },
  },
  async run(call) {
    const name = call.positionals[0] ?? "";
    const endsLocalData = call.options["end-local-data"] === true;
    if (call.options["plan"]) return showPlan(call, endsLocalData);
    if (call.options["cancel"]) {
      await call.api().post(nodePath(call, "drain", "cancel"));
      call.terminal.result({ node: name }, [call.words("node.drain.cancelled", { name })]);
      return exitCodes.ok;
    }
    const drain = await call.api().post<DrainView>(nodePath(call, "drain"), { endsLocalData });
    if (call.options["wait"]) return waitUntilOver(call);
    call.terminal.result(drain, [call.words("node.drain.begun", { name })]);
    return exitCodes.ok;
  },
};

async function showPlan(call: Call, endsLocalData: boolean): Promise<number> {
  const { locale } = call;
  const plan = await call.api().get<DrainPlanView>(nodePath(call, "drain", "plan"), { endsLocalData: String(endsLocalData) });
  const lines = podFates.flatMap((fate) => {
    const pods = plan.pods.filter((pod) => pod.fate === fate);
    if (pods.length === 0) return [];
    return [
      translate(locale, { key: `cluster.drain.fate.${fate}`, params: { count: pods.length } }),
      ...pods.map((pod) => lineOf(call, pod)),
    ];
  });
  call.terminal.result(plan, lines.length === 0 ? [translate(locale, { key: "cluster.drain.nothing" })] : lines);
  return exitCodes.ok;
}

function lineOf({ locale }: Call, { workload, namespace, name, reason }: DrainPlanView["pods"][number]): string {
  const what = workload ? `${workload.project}/${workload.slug}` : `${namespace}/${name}`;
  return `  ${what}${reason ? ` · ${translate(locale, reason)}` : ""}`;
}

/** Says how far it is until it has ended, whoever began it. */
async function waitUntilOver(call: Call): Promise<number> {
  const name = call.positionals[0] ?? "";
  const sentenceOf = (drain: DrainView | null) => (drain?.message ? translate(call.locale, drain.message) : "");
  let last: DrainView | null = null;
  for await (const drain of drainsOf(call)) {
    const [before, now] = [sentenceOf(last), sentenceOf(drain)];
    last = drain;
    if (drain?.endedAt !== null) break;
    if (now !== before) call.terminal.remark(now);
  }
  const details = [sentenceOf(last)].filter(Boolean);
  if (last?.status !== "succeeded")
    throw new Refusal(exitCodes.failed, call.words("node.drain.failed", { name }), { details, problem: last });
  call.terminal.result(last, [call.words("node.drain.done", { name }), ...details]);
  return exitCodes.ok;
}

/** The node's drain as it is, and again each time when nodes changed. */
async function* drainsOf(call: Call): AsyncGenerator<DrainView | null> {
  const watching = new AbortController();
  try {
    for await (const { event } of call.api().follow("stream", { topics: "nodes" }, watching.signal)) {
      if (event === "open" || event === "nodes") yield (await call.api().get<NodeView>(nodePath(call))).drain;
    }
  } finally {
    watching.abort();
  }
}
