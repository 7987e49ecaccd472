import type { Node } from "@/lib/compute/workload";

/** What carries a node's architecture, in the words of Go. */
export const architectureLabel = "kubernetes.io/arch";

const words: Readonly<Record<string, Node["architecture"]>> = { amd64: "x86-64", arm64: "arm64" };

export function architectureOf(word: string | undefined): Node["architecture"] {
  return words[word ?? ""] ?? "other";
}

/** Keeps a pod to nodes that can run its image; nothing where that is not known. */
export function affinityTo(architectures: readonly Node["architecture"][] = []): Readonly<Record<string, unknown>> | undefined {
  const values = Object.keys(words).filter((word) => architectures.includes(architectureOf(word)));
  if (values.length === 0) return undefined;
  const matchExpressions = [{ key: architectureLabel, operator: "In", values }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } } };
}
