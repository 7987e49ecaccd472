const namespace = "cairn-bench-others";

/** Pods of somebody else on the fake nodes: what a busy cluster has beside ours. Resolves once all of them run. */
export async function fill(cluster, count) {
  await cluster.post("/api/v1/namespaces", { metadata: { name: namespace } });
  const each = 100;
  for (let at = 0; at < count / each; at += 1)
    await cluster.post(`/apis/apps/v1/namespaces/${namespace}/deployments`, deployment(at, each));
  for (;;) {
    const { items } = await cluster.get(`/apis/apps/v1/namespaces/${namespace}/deployments`);
    const ready = items.reduce((sum, { status }) => sum + (status.readyReplicas ?? 0), 0);
    console.log(`  ${ready} of ${count} pods run`);
    if (ready >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
}

export async function empty(cluster) {
  await cluster.delete(`/api/v1/namespaces/${namespace}`).catch(() => undefined);
}

function deployment(at, replicas) {
  const name = `others-${at}`;
  return {
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          nodeSelector: { type: "kwok" },
          tolerations: [{ key: "kwok.x-k8s.io/node", operator: "Exists" }],
          automountServiceAccountToken: false,
          containers: [{ name: "main", image: "none", resources: { requests: { cpu: "500m", memory: "1Gi" } } }],
        },
      },
    },
  };
}
