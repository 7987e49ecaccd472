const namespace = "cairn-bench-others";

/** Pods of somebody else on the fake nodes: what a busy cluster has beside ours. Resolves once all of them run. */
export async function fill(cluster, count) {
  await gone(cluster);
  await cluster.post("/api/v1/namespaces", { metadata: { name: namespace } });
  const each = 100;
  for (let at = 0; at < count / each; at += 1)
    await cluster.post(`/apis/apps/v1/namespaces/${namespace}/deployments`, deployment(at, each));
  for (;;) {
    const [{ items }, waiting] = await Promise.all([
      cluster.get(`/apis/apps/v1/namespaces/${namespace}/deployments`),
      cluster.get(`${podsOfOthers}?fieldSelector=${encodeURIComponent("status.phase!=Running")}`),
    ]);
    const made = items.reduce((sum, { status }) => sum + (status.replicas ?? 0), 0);
    console.log(`  ${Math.max(0, made - waiting.items.length)} of ${count} pods run`);
    if (made >= count && waiting.items.length === 0) return;
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

/** A pod more or less on a node, of nobody whom Cairn knows. */
export function podOn(node, name) {
  const { nodeSelector: _, ...spec } = podSpec;
  return { metadata: { name, namespace }, spec: { ...spec, nodeName: node } };
}

export const podsOfOthers = `/api/v1/namespaces/${namespace}/pods`;

const podSpec = {
  nodeSelector: { type: "kwok" },
  tolerations: [{ key: "kwok.x-k8s.io/node", operator: "Exists" }],
  automountServiceAccountToken: false,
  containers: [{ name: "main", image: "none", resources: { requests: { cpu: "500m", memory: "1Gi" } } }],
};

function deployment(at, replicas) {
  const name = `others-${at}`;
  return {
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: podSpec,
      },
    },
  };
}
