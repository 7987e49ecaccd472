import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rankAnnotation, roleName, selectorOf } from "@/k8s/names";
import { kinds, type Pod, type PodSet } from "@/k8s/objects";
import { type ClusterHarness, clusterHarness, until } from "@/k8s/testing";
import { observedAs } from "@/lib/compute/contract";
import { serviceContract } from "@/lib/compute/service-contract";
import type { Observation, Role } from "@/lib/compute/workload";
import { newId } from "@/lib/id";

/** Answers with its pod's name; `/crash` ends it, `/ready` is its word on readiness. */
const server = `
import http.server, os, signal, socket, sys, time
if "DEAF" in os.environ: signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        if self.path == "/crash": os._exit(3)
        ok = self.path != "/ready" or os.environ.get("NEVER") is None
        body = socket.gethostname().encode()
        self.send_response(200 if ok else 503); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
print("listening", flush=True)
http.server.ThreadingHTTPServer((os.environ["CAIRN_HOST"], int(os.environ["CAIRN_PORT_HTTP"])), Answer).serve_forever()
`;
const ports: Role["ports"] = [{ name: "http", transport: "tcp", readyPath: "/ready" }];

const service = (role: Partial<Role> = {}) => ({ role: { ports, ...role }, workload: { kind: "service" as const } });

/** Its grace, the five seconds in which it answers on, and a cluster that has many others to take away. */
const busyCluster = { slowestStopMs: 25_000 };

describe.skipIf(!process.env.KUBECONFIG)("services on the cluster of KUBECONFIG", () => {
  serviceContract(
    "Kubernetes",
    async () => {
      const harness = await clusterHarness();
      return {
        ...harness,
        serve: ({ replicas = 1, endsWith, isDeaf }, { id = newId() } = {}) => {
          const { role, workload } = service({ replicas, ...(isDeaf ? { variables: { DEAF: "1" } } : {}) });
          return harness.run(endsWith === undefined ? server : `raise SystemExit(${endsWith})`, { role, workload: { ...workload, id } });
        },
        ask,
        crash: (_, address) => ask(address, "/crash").then(ignore, ignore),
      };
    },
    busyCluster,
  );

  let harness: ClusterHarness;
  beforeAll(async () => {
    harness = await clusterHarness();
  });
  afterAll(() => harness.dispose());

  const ready = (id: string, count = 1) =>
    observedAs(harness, id, "running", ({ replicas }) => replicas.length === count && replicas.every((one) => one.ready));
  const podsOf = (id: string) =>
    harness.client.list<Pod>(kinds.pod, { namespace: harness.namespace, labelSelector: selectorOf(harness.settings.installation, id) });
  const stop = async (id: string) => {
    await harness.backend().stop(id);
    await observedAs(harness, id, "failed");
  };

  test("a pod that is deleted goes on answering until its successor's address has been told", async () => {
    const id = await harness.run(server, service({ replicas: 2 }));
    const before = await ready(id, 2);
    const pods = await podsOf(id);
    const numbered = () => podsOf(id).then((now) => now.map(({ metadata }) => metadata.annotations?.[rankAnnotation]));
    await until(async () => (await numbered()).toSorted().join() === "0,1");
    const [first, second] = pods.toSorted((a, b) => rankIn(a) - rankIn(b));
    const doomed = before.replicas.find(({ addresses }) => addresses.http?.startsWith(`${first?.status?.podIP}:`));
    await harness.client.delete(kinds.pod, first?.metadata.name ?? "", harness.namespace, { propagation: "Background" });
    const isTold = ({ replicas }: Observation) => !replicas.some(({ addresses }) => addresses.http === doomed?.addresses.http);
    await observedAs(harness, id, "running", isTold);
    expect(await ask(doomed?.addresses.http ?? "")).toBe(first?.metadata.name);
    const after = await ready(id, 2);
    const kept = after.replicas.find(({ addresses }) => addresses.http?.startsWith(`${second?.status?.podIP}:`));
    expect(kept?.rank).toBe(before.replicas.find(({ addresses }) => addresses.http === kept?.addresses.http)?.rank);
    await stop(id);
  });

  test("what answers badly when asked whether it is ready says how", async () => {
    const id = await harness.run(server, service({ variables: { NEVER: "1" } }));
    const seen = await observedAs(harness, id, "running", ({ reason }) => reason?.key === "probeFailing");
    expect(seen.replicas[0]).toMatchObject({ ready: false, reason: { params: { detail: expect.stringContaining("503") } } });
    await stop(id);
  });

  test("lines of every life of a program are read, once and in order", async () => {
    const id = await harness.run(`import time\nprint(time.time_ns(), flush=True)\nraise SystemExit(5)`, service());
    const followed: string[] = [];
    const options = { role: "worker", rank: 0, follow: true, signal: AbortSignal.timeout(60_000) };
    for await (const { text } of harness.backend().logs(id, options)) {
      followed.push(text);
      if (followed.length === 3) break;
    }
    expect(followed).toEqual([...new Set(followed)].toSorted());
    await stop(id);
  });

  test("its replicas can be more or fewer, and nobody else decides that", async () => {
    const id = await harness.run(server, service());
    await ready(id);
    const name = roleName(id, "worker");
    await harness.client.patch(kinds.deployment, name, harness.namespace, { spec: { replicas: 0 } });
    await until(async () => (await harness.client.find<PodSet>(kinds.deployment, name, harness.namespace))?.spec?.replicas === 1);
    await harness.backend().scale(id, { role: "worker", replicas: 3 });
    expect((await ready(id, 3)).replicas.map(({ rank }) => rank)).toEqual([0, 1, 2]);
    await harness.backend().scale(id, { role: "worker", replicas: 0 });
    await observedAs(harness, id, "running", ({ replicas }) => replicas.length === 0);
    await until(async () => (await podsOf(id)).length === 0);
    await stop(id);
  });

  test("one whose Deployment was deleted by hand has failed, and is launched again after a removal", async () => {
    const id = await harness.run(server, service());
    await ready(id);
    await harness.client.delete(kinds.deployment, roleName(id, "worker"), harness.namespace, { propagation: "Background" });
    expect((await observedAs(harness, id, "failed")).reason).toEqual({ key: "podDeleted" });
    await harness.backend().remove(id);
    const { role, workload } = service();
    await harness.run(server, { role, workload: { ...workload, id } });
    await ready(id);
    await stop(id);
  });

  test("an image that is not there is said in the registry's words", async () => {
    const id = await harness.run(server, service({ environment: { kind: "image", reference: "registry.invalid/none:1" } }));
    const { reason } = await observedAs(harness, id, "pending", ({ reason: said }) => said?.key === "imagePull");
    expect(String(reason?.params?.detail)).toContain("registry.invalid/none:1");
    await stop(id);
  });
});

function rankIn({ metadata }: Pod): number {
  return Number(metadata.annotations?.[rankAnnotation]);
}

async function ask(address: string, path = "/"): Promise<string> {
  return (await fetch(`http://${address}${path}`, { signal: AbortSignal.timeout(5000) })).text();
}

function ignore(): void {}
