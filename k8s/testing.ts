import { type KubernetesBackend, kubernetesBackend } from "@/k8s/backend";
import { KubeClient } from "@/k8s/client";
import { connect } from "@/k8s/connection";
import { labels, namespaceOf } from "@/k8s/names";
import { kinds, type PersistentVolume, type Pod, type VolumeClaim } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import type { ContractHarness, ReplicaPlan } from "@/lib/compute/contract";
import { unlimited } from "@/lib/compute/tenancy";
import type { Role, Workload } from "@/lib/compute/workload";
import { newId } from "@/lib/id";

/** An image with Python that the cluster has or can pull. */
export const image = process.env.CAIRN_TEST_IMAGE ?? "python:3";
const projectId = "project-a";

export interface ClusterHarness extends ContractHarness {
  readonly backend: () => KubernetesBackend;
  readonly client: KubeClient;
  readonly settings: ClusterSettings;
  readonly namespace: string;
  /** Launches one role of replicas that run a Python script; anything else of the workload may be changed. */
  run(script: string, change?: { role?: Partial<Role>; workload?: Partial<Workload> }): Promise<string>;
}

/** A backend on the cluster of KUBECONFIG, with namespaces of its own that go when it does. */
export async function clusterHarness(change: Partial<ClusterSettings> = {}): Promise<ClusterHarness> {
  const installation = `test-${newId().slice(-12)}`;
  const settings: ClusterSettings = {
    kubeconfig: process.env.KUBECONFIG,
    installation,
    namespacePrefix: `cairn-${installation}-`,
    wrapperImage: undefined,
    nodeSelector: {},
    tolerations: [],
    pullSecrets: [],
    drives: true,
    reachable: [],
    tenancyOf: async (id) => ({ projectId: id, quota: unlimited, egress: [], podSecurity: "restricted", shares: [] }),
    ...change,
  };
  const client = new KubeClient(await connect(settings.kubeconfig));
  let backend = kubernetesBackend(settings);
  return {
    settings,
    client,
    namespace: namespaceOf(settings.namespacePrefix, projectId),
    backend: () => backend,
    async launch(plans, { id = newId() } = {}) {
      await backend.launch(planned(id, plans));
      return id;
    },
    async run(script, { role, workload } = {}) {
      const launched = { ...scripted(newId(), script, role), ...workload };
      await backend.launch(launched);
      return launched.id;
    },
    async renew() {
      backend.close();
      backend = kubernetesBackend(settings);
    },
    async dispose() {
      backend.close();
      const namespaces = await client.list(kinds.namespace, { labelSelector: `${labels.installation}=${installation}` });
      for (const { metadata } of namespaces) await client.delete(kinds.namespace, metadata.name, undefined, { propagation: "Background" });
      const volumes = await client.list(kinds.persistentVolume, { labelSelector: `${labels.installation}=${installation}` });
      for (const { metadata } of volumes)
        await client.delete(kinds.persistentVolume, metadata.name, undefined, { propagation: "Background" });
    },
  };
}

export function scripted(id: string, script: string, role: Partial<Role> = {}): Workload {
  return {
    id,
    kind: "batch",
    tenant: { projectId, uid: 200_001 },
    graceSeconds: 1,
    roles: [
      {
        name: "worker",
        replicas: 1,
        environment: { kind: "image", reference: image },
        command: ["python3", "/code/main.py"],
        variables: {},
        resources: { cpuMilli: 50, memoryBytes: 64 * 2 ** 20, accelerators: {} },
        mounts: [{ target: "/code", readOnly: true, source: { kind: "inline", files: { "main.py": script } } }],
        ports: [],
        ...role,
      },
    ],
  };
}

/** Every replica runs the same script, which knows by its rank which plan is its own. */
function planned(id: string, plans: readonly ReplicaPlan[]): Workload {
  return scripted(id, `import json, os, sys, time, signal\nplans = json.loads(${JSON.stringify(JSON.stringify(plans))})\n${player}`, {
    replicas: plans.length,
  });
}

const player = `
plan = plans[int(os.environ["CAIRN_RANK"])]
if plan["end"] == "when killed": signal.signal(signal.SIGTERM, signal.SIG_IGN)
for line in plan.get("lines", []): print(line, flush=True)
for line in plan.get("errors", []): print(line, file=sys.stderr, flush=True)
end = plan["end"]
if end in ("when told", "when killed"): time.sleep(3600)
if end == "SIGKILL": os.kill(os.getpid(), signal.SIGKILL)
sys.exit(end)
`;

export async function until(isTrue: () => Promise<boolean> | boolean, milliseconds = 60_000): Promise<void> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; ) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("did not become true in time");
}

/** Drivers give a volume to the group that a pod names; a folder of a node, as small clusters for tests have it, stays the node's own. */
export async function openHostPath(client: KubeClient, { namespace, name }: { namespace: string; name: string }): Promise<void> {
  const claimNow = () => client.find<VolumeClaim>(kinds.volumeClaim, name, namespace);
  // Where the first pod decides on the node, there is nothing to open yet.
  await until(async () => (await claimNow())?.status?.phase === "Bound", 10_000).catch(() => undefined);
  const volumeName = (await claimNow())?.spec?.volumeName;
  const volume = volumeName === undefined ? undefined : await client.find<PersistentVolume>(kinds.persistentVolume, volumeName);
  const folder = volume?.spec?.hostPath?.path;
  if (folder === undefined) return;
  const opener = `open-${newId()}`;
  const opening = { name: "open", image, imagePullPolicy: "IfNotPresent", command: ["chmod", "777", folder] };
  const spec = {
    restartPolicy: "Never",
    containers: [{ ...opening, volumeMounts: [{ name: "host", mountPath: folder }] }],
    volumes: [{ name: "host", hostPath: { path: folder } }],
  };
  await client.createOnce(kinds.pod, { ...{ spec }, metadata: { name: opener, namespace: "default" } });
  await until(async () => (await client.find<Pod>(kinds.pod, opener, "default"))?.status?.phase === "Succeeded");
  await client.delete(kinds.pod, opener, "default", { propagation: "Background" });
}
