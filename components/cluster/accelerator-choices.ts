import type { CapacityView } from "@/lib/cluster/node";

/** A type of accelerator that nodes offer: its name on the cluster, and what the devices behind it are called. */
export interface AcceleratorChoice {
  readonly type: string;
  readonly products: readonly string[];
}

/** Counts as they are typed, by type. */
export type TypedAccelerators = Readonly<Record<string, string>>;

/** One choice for each name that nodes have, with all products behind it. */
export function choicesOf({ accelerators }: CapacityView): AcceleratorChoice[] {
  const byType = Map.groupBy(accelerators, ({ type }) => type);
  return [...byType].map(([type, found]) => ({ type, products: found.flatMap(({ product }) => product ?? []) }));
}

/** Those of which at least one is asked for; what is no number is one that the server refuses. */
export function acceleratorsOf(typed: TypedAccelerators): Record<string, number> {
  const counts = Object.entries(typed).map(([type, count]) => [type, count.normalize("NFKC").trim()] as const);
  return Object.fromEntries(
    counts.filter(([, count]) => count !== "" && Number(count) !== 0).map(([type, count]) => [type, Math.round(Number(count))]),
  );
}

export function typedOf(accelerators: Readonly<Record<string, number>>): TypedAccelerators {
  return Object.fromEntries(Object.entries(accelerators).map(([type, count]) => [type, String(count)]));
}

/** As a question about room takes them: `nvidia.com/gpu=2,amd.com/gpu=1`. */
export function acceleratorWords(typed: TypedAccelerators): string {
  return Object.entries(acceleratorsOf(typed))
    .map(([type, count]) => `${type}=${count}`)
    .join(",");
}
