import { bootstrap, onPackagedNode } from "./bootstrap.js";
import { refuse } from "./refuse.js";
import { isBuilt } from "./sources.js";

await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);

const missing = ["KUBECONFIG", "CAIRN_STORAGE_URL", "CAIRN_STORAGE_KEY", "CAIRN_STORAGE_SECRET"].filter((name) => !process.env[name]);
if (missing.length > 0)
  refuse(
    `Measuring on a cluster needs ${missing.join(", ")}. The cluster should have fake nodes of kwok with the label type=kwok: pods go there alone.`,
  );

const { build } = await import("./build-product.js");
const { startInstance } = await import("./instance.js");
const { createFirstPerson } = await import("./first-person.js");
const { openClient } = await import("./bench/client.js");
const { Rows } = await import("./bench/page.js");
const { openCluster } = await import("./bench/k8s/api.js");
const { empty, fill } = await import("./bench/k8s/fill.js");
const { benchData } = await import("./bench/k8s/data.js");
const { benchLaunch } = await import("./bench/k8s/jobs.js");
const { benchChanges, benchPage, benchRest, benchRestart } = await import("./bench/k8s/live.js");

if (!isBuilt()) {
  const words = await build();
  if (words !== null) throw new Error(words);
}

const installation = `bench-${process.pid}`;
const settings = Object.fromEntries(
  ["KUBECONFIG", "CAIRN_STORAGE_URL", "CAIRN_STORAGE_KEY", "CAIRN_STORAGE_SECRET", "CAIRN_POD_URL", "CAIRN_IMAGE"].flatMap((name) =>
    process.env[name] ? [[name, process.env[name]]] : [],
  ),
);
// A prefix of its own: what is measured against rclone is all that lies there.
settings.CAIRN_STORAGE_URL = `${settings.CAIRN_STORAGE_URL.replace(/\/$/, "")}/${installation}`;
const others = Number(process.env.CAIRN_BENCH_PODS ?? 10_000);
const rows = new Rows(process.argv.slice(2));
const cluster = await openCluster(process.env.KUBECONFIG);
const instance = await startInstance({
  environment: {
    CAIRN_POD_URL: "http://cairn-bench.invalid",
    CAIRN_IMAGE: "cairn-bench.invalid/cairn:1",
    ...settings,
    CAIRN_COMPUTE: "kubernetes",
    CAIRN_INSTALLATION: installation,
    CAIRN_STARTER_IMAGES: "fake=cairn-bench.invalid/fake:1",
    CAIRN_NODE_SELECTOR: "type=kwok",
    CAIRN_TOLERATIONS: JSON.stringify([{ key: "kwok.x-k8s.io/node", operator: "Exists" }]),
    CAIRN_LIMITS: "apiRead=1000000/60,apiWrite=1000000/60,jobSubmit=100000/3600",
  },
});
try {
  const { token, projectId } = await createFirstPerson(instance);
  const client = openClient({ url: instance.url, token });
  const storageUrl = settings.CAIRN_STORAGE_URL;
  const given = { client, cluster, instance, token, projectId, installation, environment: "fake", storageUrl, data: instance.data };
  await rows.measure("data", () => benchData(given));
  await fill(cluster, others);
  await rows.measure("page", () => benchPage(given));
  await rows.measure("rest", () => benchRest(given));
  await rows.measure("restart", () => benchRestart(given));
  await rows.measure("changes", () => benchChanges(given));
  await rows.measure("launch", () => benchLaunch(given));
} finally {
  await instance.remove();
  await empty(cluster);
  await removeOurs();
}
rows.write("A cluster", "npm run bench:k8s", await whatTheClusterHas());

async function whatTheClusterHas() {
  const { gitVersion } = await cluster.get("/version");
  const { items } = await cluster.get("/api/v1/nodes");
  return `Kubernetes ${gitVersion.replace(/^v/, "")} with ${items.length.toLocaleString("en")} nodes and ${others.toLocaleString("en")} pods of others, whose control plane and nodes may run on the same machine.`;
}

async function removeOurs() {
  const selector = encodeURIComponent(`cairn.dev/installation=${installation}`);
  const { items } = await cluster.get(`/api/v1/namespaces?labelSelector=${selector}`);
  for (const { metadata } of items) await cluster.delete(`/api/v1/namespaces/${metadata.name}`);
}
