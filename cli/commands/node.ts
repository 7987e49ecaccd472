import type { Call, Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { Refusal } from "@/cli/refusal";
import { table } from "@/cli/terminal";
import { acceleratorKind, freeOf, type NodeItemView, type NodeView, type Shares } from "@/lib/cluster/node";
import { formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import { translate } from "@/lib/i18n/translator";
import type { OperationView } from "@/lib/operations/operation";

export const nodeList: Command = {
  name: "node list",
  takes: "",
  says: "node.list.says",
  async run(call) {
    const { words, terminal } = call;
    const nodes: NodeItemView[] = [];
    for await (const node of call.api().all<NodeItemView>("nodes")) nodes.push(node);
    const header = (["name", "status", "cpu", "memory", "accelerators", "reason"] as const).map((column) => words(`column.${column}`));
    const rows = nodes.map((node) => [node.name, ...inShort(call, node)]);
    terminal.result(nodes, table(header, rows));
    return exitCodes.ok;
  },
};

export const nodeShow: Command = {
  name: "node show",
  takes: "NODE",
  says: "node.show.says",
  async run(call) {
    const { words, terminal, locale } = call;
    const node = await call.api().get<NodeView>(nodePath(call));
    const [status = "", cpu = "", memory = "", accelerators = "", problem = ""] = inShort(call, node);
    const facts = [
      [words("column.status"), [status, problem].filter(Boolean).join(": ")],
      [words("column.architecture"), [node.architecture, node.zone, node.version].filter(Boolean).join(" · ")],
      [words("column.cpu"), cpu],
      [words("column.memory"), memory],
      [words("column.accelerators"), accelerators],
    ];
    const workloads = node.workloads.map(({ name, project, pods }) => [
      project?.slug ?? "–",
      name,
      translate(locale, { key: "cluster.podCount", params: { count: pods } }),
    ]);
    const ran =
      workloads.length === 0 ? [words("node.show.nothing")] : table([words("column.project"), words("column.name"), ""], workloads);
    terminal.result(node, [...table([node.name, ""], facts), "", ...ran]);
    return exitCodes.ok;
  },
};

export const nodeCordon: Command = {
  name: "node cordon",
  takes: "NODE",
  says: "node.cordon.says",
  run: (call) => ask(call, "cordon", "node.cordon.done"),
};

export const nodeUncordon: Command = {
  name: "node uncordon",
  takes: "NODE",
  says: "node.uncordon.says",
  run: (call) => ask(call, "uncordon", "node.uncordon.done"),
};

/** Where a node is found in the API; its name is its identity. */
export function nodePath({ positionals }: Pick<Call, "positionals">, ...parts: readonly string[]): string {
  return ["nodes", encodeURIComponent(positionals[0] ?? ""), ...parts].join("/");
}

async function ask(call: Call, verb: "cordon" | "uncordon", done: "node.cordon.done" | "node.uncordon.done"): Promise<number> {
  const operation = await call.api().post<OperationView>(nodePath(call, verb));
  const name = call.positionals[0] ?? "";
  if (operation.status === "failed") {
    const reason = operation.message ? translate(call.locale, operation.message) : "";
    throw new Refusal(exitCodes.failed, call.words("node.failed", { name, reason }), { problem: operation });
  }
  call.terminal.result(operation, [call.words(operation.status === "succeeded" ? done : "node.asked", { name })]);
  return exitCodes.ok;
}

/** Its state, what is free of each thing, and what is wrong. */
function inShort({ locale }: Call, node: NodeItemView): readonly string[] {
  const cores = (milli: number) => formatNumber(milli / 1000, locale);
  return [
    translate(locale, { key: `cluster.states.${node.state}` }),
    share(node.cpuMilli, cores),
    share(node.memoryBytes, (bytes) => formatMemory(bytes, locale)),
    node.accelerators.map((one) => `${share(one, (amount) => formatNumber(amount, locale))} ${acceleratorKind(one)}`).join(", ") || "–",
    node.problem ? translate(locale, node.problem) : "",
  ];
}

function share(shares: Shares, words: (amount: number) => string): string {
  return `${words(freeOf(shares))}/${words(shares.allocatable)}`;
}
