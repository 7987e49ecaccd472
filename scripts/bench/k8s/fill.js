import { atOnce } from "../measure.js";

const namespace = "cairn-bench-others";
export const podsOfOthers = `/api/v1/namespaces/${namespace}/pods`;

/** Pods of somebody else on the fake nodes: what a busy cluster has beside ours. Resolves once all of them run. */
export async function fill(cluster, count) {
  await gone(cluster);
  await cluster.post("/api/v1/namespaces", { metadata: { name: namespace } });
  // Pods are admitted once there is an account to run as.
  while (!(await cluster.get(`/api/v1/namespaces/${namespace}/serviceaccounts`)).items.length)
    await new Promise((resolve) => setTimeout(resolve, 200));
  const { items } = await cluster.get("/api/v1/nodes?labelSelector=type%3Dkwok");
  // Bound by themselves: a scheduler and its controllers take many minutes for ten thousand.
  await atOnce(32, count, async (at) => {
    await cluster.post(podsOfOthers, podOn(items[at % items.length].metadata.name, `other-${at}`));
    if (at % 1000 === 0) console.log(`  ${at} of ${count} pods made`);
  });
  for (;;) {
    const { items: waiting } = await cluster.get(`${podsOfOthers}?fieldSelector=${encodeURIComponent("status.phase!=Running")}`);
    console.log(`  ${count - waiting.length} of ${count} pods run`);
    if (waiting.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
}

export async function empty(cluster) {
  await cluster.delete(`/api/v1/namespaces/${namespace}`).catch(() => undefined);
}

/** What an earlier measurement left may still be ending: ten thousand pods take minutes. */
async function gone(cluster) {
  for (let isFirst = true; ; isFirst = false) {
    const { items } = await cluster.get("/api/v1/namespaces");
    if (!items.some(({ metadata }) => metadata.name === namespace)) return;
    if (isFirst) await empty(cluster);
    console.log("  waits for the end of an earlier measurement's pods");
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
}

/** A pod more on a node, of nobody whom Cairn knows. */
export function podOn(nodeName, name) {
  return {
    metadata: { name, namespace },
    spec: {
      nodeName,
      tolerations: [{ key: "kwok.x-k8s.io/node", operator: "Exists" }],
      automountServiceAccountToken: false,
      containers: [{ name: "main", image: "none", resources: { requests: { cpu: "500m", memory: "1Gi" } } }],
    },
  };
}
