import { createServer } from "node:http";

/**
 * An API server in this process that holds nodes and pods and nothing else: lists by page, watches, and the few changes that the console
 * makes. For measurements and for looking at pages without a cluster of that size; how a real one behaves is not shown by it.
 */
export async function fakeCluster({ nodes = 1000, pods = 10_000, installation = "cairn", port = 0 } = {}) {
  let version = 1000;
  const stores = { nodes: new Map(), pods: new Map() };
  const watchers = new Set();
  const requests = { count: 0, byPath: new Map() };

  const put = (plural, object, type) => {
    version += 1;
    object.metadata.resourceVersion = String(version);
    if (type === "DELETED") stores[plural].delete(object.metadata.uid);
    else stores[plural].set(object.metadata.uid, object);
    for (const watcher of watchers) if (watcher.plural === plural) watcher.tell(type, object);
  };
  for (let at = 0; at < nodes; at += 1) put("nodes", aNode(at), "ADDED");
  for (let at = 0; at < pods; at += 1) put("pods", aPod(at, nodes, installation), "ADDED");

  const server = createServer((request, response) => {
    const asked = parse(request, stores);
    requests.count += 1;
    requests.byPath.set(asked.path, (requests.byPath.get(asked.path) ?? 0) + 1);
    if (asked.query.get("watch")) watch(asked, response);
    else if (asked.name) void one(asked, request, response);
    else list(asked, response);
  });

  function watch({ plural, store, query, isChosen }, response) {
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    const say = (type, object) => response.write(`${JSON.stringify({ type, object })}\n`);
    const tell = (type, object) => isChosen(object) && say(type, object);
    const since = Number(query.get("resourceVersion") ?? 0);
    for (const object of store.values()) if (Number(object.metadata.resourceVersion) > since) tell("ADDED", object);
    const bookmark = setInterval(() => say("BOOKMARK", { metadata: { resourceVersion: String(version) } }), 60_000);
    const watcher = { plural, tell };
    watchers.add(watcher);
    response.on("close", () => {
      clearInterval(bookmark);
      watchers.delete(watcher);
    });
  }

  async function one({ plural, store, name, isEviction }, request, response) {
    const object = [...store.values()].find(({ metadata }) => metadata.name === name);
    if (!object) return answer(response, 404, { kind: "Status", reason: "NotFound", message: `${plural} "${name}" not found`, code: 404 });
    if (isEviction) {
      put(plural, object, "DELETED");
      return answer(response, 201, { kind: "Status", status: "Success" });
    }
    if (request.method !== "PATCH") return answer(response, 200, object);
    const changed = merge(structuredClone(object), await bodyOf(request));
    put(plural, changed, "MODIFIED");
    answer(response, 200, changed);
  }

  function list({ store, query, isChosen }, response) {
    const all = [...store.values()].filter(isChosen);
    const from = Number(query.get("continue") ?? 0);
    const limit = Number(query.get("limit") ?? all.length);
    const more = from + limit < all.length ? { continue: String(from + limit) } : {};
    answer(response, 200, { kind: "List", metadata: { resourceVersion: String(version), ...more }, items: all.slice(from, from + limit) });
  }

  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  return {
    address,
    requests,
    /** What `KUBECONFIG` names. */
    kubeconfig: JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "fake",
      clusters: [{ name: "fake", cluster: { server: address, "insecure-skip-tls-verify": true } }],
      users: [{ name: "fake", user: { token: "fake" } }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
    }),
    node: (at) => structuredClone([...stores.nodes.values()][at]),
    pod: (at) => structuredClone([...stores.pods.values()][at]),
    change: (plural, object) => put(plural, object, "MODIFIED"),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const products = [
  { type: "nvidia.com/gpu", labels: { "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB", "nvidia.com/gpu.memory": "81920" } },
  { type: "nvidia.com/gpu", labels: { "nvidia.com/gpu.product": "NVIDIA-L40S", "nvidia.com/gpu.memory": "46068" } },
  { type: "huawei.com/Ascend910", labels: { "node.kubernetes.io/npu.chip.name": "Ascend910B3" }, architecture: "arm64" },
  {},
];

function aNode(at) {
  const { type, labels = {}, architecture = "amd64" } = products[at % products.length];
  const condition = (name, status) => ({
    type: name,
    status,
    reason: `Kubelet${name}`,
    message: `kubelet reports ${name}`,
    lastHeartbeatTime: "2026-01-01T00:00:00Z",
    lastTransitionTime: "2026-01-01T00:00:00Z",
  });
  const isLost = at % 97 === 13;
  return {
    metadata: {
      name: `node-${String(at + 1).padStart(4, "0")}`,
      uid: `node-${at}`,
      labels: {
        "topology.kubernetes.io/zone": `zone-${"abc"[at % 3]}`,
        "kubernetes.io/arch": architecture,
        ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`feature.node.kubernetes.io/cpu-cpuid.FLAG${n}`, "true"])),
        ...labels,
      },
      managedFields: [
        { manager: "kubelet", fieldsV1: { "f:status": Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`f:field${n}`, {}])) } },
      ],
    },
    spec: { ...(at % 53 === 7 ? { unschedulable: true } : {}) },
    status: {
      allocatable: { cpu: "64", memory: "512Gi", pods: "110", "ephemeral-storage": "900Gi", ...(type ? { [type]: "8" } : {}) },
      conditions: [
        isLost
          ? { ...condition("Ready", "Unknown"), reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status." }
          : condition("Ready", "True"),
        condition("MemoryPressure", "False"),
        condition("DiskPressure", at % 61 === 11 ? "True" : "False"),
        condition("PIDPressure", "False"),
      ],
      nodeInfo: { architecture, kubeletVersion: "v1.34.0", osImage: "Linux", kernelVersion: "6.1" },
      images: Array.from({ length: 30 }, (_, n) => ({
        names: [`registry.example/team/image-${n}@sha256:${"a".repeat(64)}`],
        sizeBytes: 1e9,
      })),
    },
  };
}

function aPod(at, nodes, installation) {
  const node = (at * 7) % nodes;
  const { type } = products[node % products.length];
  const isOurs = at % 10 !== 0;
  const id = `0199aaaa-0000-7000-8000-${String(at).padStart(12, "0")}`;
  return {
    metadata: {
      name: isOurs ? `w-${id}-worker-0-abcde` : `daemon-${at}`,
      namespace: isOurs ? `${installation}-project-${at % 50}` : "kube-system",
      uid: `pod-${at}`,
      creationTimestamp: "2026-01-01T00:00:00Z",
      labels: isOurs ? { "cairn.dev/installation": installation, "cairn.dev/workload": id, "cairn.dev/role": "worker" } : { app: "daemon" },
      annotations: { "batch.kubernetes.io/job-completion-index": "0" },
      managedFields: [
        { manager: "kubelet", fieldsV1: { "f:status": Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`f:field${n}`, {}])) } },
      ],
    },
    spec: {
      nodeName: `node-${String(node + 1).padStart(4, "0")}`,
      containers: [
        {
          name: "main",
          image: "registry.example/team/image:1",
          env: Array.from({ length: 30 }, (_, n) => ({ name: `VARIABLE_${n}`, value: "a value of some length" })),
          resources: { requests: { cpu: "4", memory: "32Gi", ...(type && isOurs && at % 3 !== 0 ? { [type]: "1" } : {}) } },
        },
      ],
    },
    status: {
      phase: "Running",
      podIP: "10.1.2.3",
      startTime: "2026-01-01T00:00:01Z",
      conditions: [
        { type: "PodScheduled", status: "True" },
        { type: "Ready", status: "True" },
      ],
      containerStatuses: [{ name: "main", restartCount: 0, state: { running: { startedAt: "2026-01-01T00:00:02Z" } } }],
    },
  };
}

/** Which kind, and which one of it, a request speaks of. */
function parse({ url, method }, stores) {
  const { pathname, searchParams } = new URL(url, "http://api");
  const parts = pathname.split("/").filter(Boolean);
  const at = parts.findLastIndex((part) => part in stores);
  const plural = parts[at] ?? "";
  return {
    path: pathname,
    query: searchParams,
    plural,
    store: stores[plural] ?? new Map(),
    name: at >= 0 ? parts[at + 1] : undefined,
    isEviction: method === "POST" && parts.at(-1) === "eviction",
    isChosen: selector(searchParams),
  };
}

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
}

/** The label and field selectors that the console uses. */
function selector(query) {
  const wanted = (query.get("labelSelector") ?? "").split(",").filter(Boolean);
  const fields = (query.get("fieldSelector") ?? "").split(",").filter(Boolean);
  return ({ metadata, status, spec }) =>
    wanted.every((one) => {
      const [name, value] = one.split("=");
      return value === undefined ? metadata.labels?.[name] !== undefined : metadata.labels?.[name] === value;
    }) &&
    fields.every((one) => {
      const [, name, sign, value] = /^([\w.]+?)(!?=)(.*)$/.exec(one);
      const is = { "status.phase": status?.phase, "spec.nodeName": spec?.nodeName, "metadata.name": metadata.name }[name];
      return (is === value) === (sign === "=");
    });
}

function merge(into, from) {
  for (const [name, value] of Object.entries(from)) {
    if (value === null) delete into[name];
    else if (typeof value === "object" && !Array.isArray(value)) into[name] = merge(into[name] ?? {}, value);
    else into[name] = value;
  }
  return into;
}

if (import.meta.main) {
  const { writeFileSync } = await import("node:fs");
  const [file, nodes = "1000", pods = "10000", installation = "cairn"] = process.argv.slice(2);
  const cluster = await fakeCluster({ nodes: Number(nodes), pods: Number(pods), installation });
  writeFileSync(file, cluster.kubeconfig);
  console.log(`${cluster.address}, in ${file}`);
}
