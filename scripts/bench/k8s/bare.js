import { atOnce, until } from "../measure.js";

/**
 * How many seconds a client that does nothing else needs to make the objects of so many jobs, each like the one that Cairn made under `id`:
 * what the cluster itself takes, on the same machine in the same run. Returns once their pods have ended.
 */
export async function makeBare(cluster, { id, installation, count }) {
  const selector = encodeURIComponent(`cairn.dev/installation=${installation},cairn.dev/workload=${id}`);
  const one = async (path) => (await cluster.get(`${path}?labelSelector=${selector}`)).items[0];
  const [map, secret, job] = await Promise.all(["/api/v1/configmaps", "/api/v1/secrets", "/apis/batch/v1/jobs"].map(one));
  const { namespace } = map.metadata;
  const core = `/api/v1/namespaces/${namespace}`;
  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
  const { selector: _, ...spec } = job.spec;
  const startedAt = Date.now();
  await atOnce(16, count, async (at) => {
    const metadata = { name: `bare-${at}`, labels: { "cairn.dev/bare": "true" } };
    const { uid } = (await cluster.post(`${core}/configmaps`, { metadata, data: map.data })).metadata;
    const owner = { apiVersion: "v1", kind: "ConfigMap", name: metadata.name, uid, blockOwnerDeletion: true };
    const owned = { ...metadata, ownerReferences: [owner] };
    await cluster.post(`${core}/secrets`, { metadata: owned, data: secret.data });
    const template = { metadata: { labels: metadata.labels }, spec: spec.template.spec };
    await cluster.post(jobs, { metadata: owned, spec: { ...spec, template } });
    await cluster.merge(`${core}/configmaps/${metadata.name}`, { metadata: { annotations: { launched: "true" } } });
  });
  const seconds = (Date.now() - startedAt) / 1000;
  await until(
    async () => {
      const { items } = await cluster.get(`${jobs}?labelSelector=${encodeURIComponent("cairn.dev/bare=true")}`);
      return items.every(({ status }) => status.succeeded === 1);
    },
    { milliseconds: 600_000, everyMs: 3_000 },
  );
  return seconds;
}
