import {
  type AcceleratorCapacity,
  acceleratorKind,
  type CapacityView,
  freeOf,
  isOpen,
  type NodeItemView,
  nodeStates,
  type Shares,
} from "@/lib/cluster/node";

/** More nodes than these are not drawn one by one. */
const fewNodes = 24;

/** What all nodes offer together, and the largest that fits on one of them now. */
export function capacityOf(nodes: readonly NodeItemView[]): CapacityView {
  const kinds = Map.groupBy(
    nodes.flatMap((node) => node.accelerators.map((accelerator) => ({ node, accelerator }))),
    ({ accelerator }) => acceleratorKind(accelerator),
  );
  return {
    nodes: nodes.length,
    states: Object.fromEntries(
      nodeStates.map((state) => [state, nodes.filter((node) => node.state === state).length]),
    ) as CapacityView["states"],
    cpuMilli: poolOf(nodes.map((node) => ({ node, shares: node.cpuMilli }))),
    memoryBytes: poolOf(nodes.map((node) => ({ node, shares: node.memoryBytes }))),
    accelerators: [...kinds.keys()].toSorted().flatMap((kind) => kindOf(kinds.get(kind) ?? [])),
  };
}

interface Place {
  readonly node: NodeItemView;
  readonly shares: Shares;
}

function poolOf(places: readonly Place[]): CapacityView["cpuMilli"] {
  const sum = (of: (shares: Shares) => number) => places.reduce((total, { shares }) => total + of(shares), 0);
  const free = freest(places);
  return {
    allocatable: sum(({ allocatable }) => allocatable),
    own: sum(({ own }) => own),
    others: sum(({ others }) => others),
    free: free.reduce((total, { amount }) => total + amount, 0),
    largest: free[0] ?? null,
  };
}

/** What is free on each node that takes workloads, the most first. */
function freest(places: readonly Place[]): { readonly node: string; readonly amount: number }[] {
  return places
    .filter(({ node }) => isOpen(node))
    .map(({ node, shares }) => ({ node: node.name, amount: freeOf(shares) }))
    .filter(({ amount }) => amount > 0)
    .toSorted((a, b) => b.amount - a.amount || (a.node < b.node ? -1 : 1));
}

function kindOf(found: readonly { node: NodeItemView; accelerator: NodeItemView["accelerators"][number] }[]): AcceleratorCapacity[] {
  const [first] = found;
  if (!first) return [];
  const { type, product, memoryBytes } = first.accelerator;
  const places = found.map(({ node, accelerator: { allocatable, own, others } }) => ({ node, shares: { allocatable, own, others } }));
  const spread: number[] = Array.from({ length: 1 + Math.max(...places.map(({ shares }) => shares.allocatable)) }, () => 0);
  for (const { node, shares } of places) if (isOpen(node)) spread[freeOf(shares)] = (spread[freeOf(shares)] ?? 0) + 1;
  return [
    {
      type,
      product,
      memoryBytes,
      ...poolOf(places),
      nodes: places.length,
      onTwo: freest(places)[1]?.amount ?? 0,
      places: places.length > fewNodes ? [] : places.map(({ node, shares }) => ({ node: node.name, isOpen: isOpen(node), ...shares })),
      spread,
    },
  ];
}
