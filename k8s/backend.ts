import { KubeClient } from "@/k8s/client";
import { ClusterNow, gone } from "@/k8s/cluster-now";
import { connect } from "@/k8s/connection";
import { groupsOf } from "@/k8s/detect";
import { drain, drainPlan, setSchedulable } from "@/k8s/drain";
import { Driver } from "@/k8s/driver";
import { execIn } from "@/k8s/exec";
import { launch } from "@/k8s/launch";
import { type ReplicaLog, readReplicaLog } from "@/k8s/logs";
import { kinds } from "@/k8s/objects";
import { arrivalMs, isArriving, isWhole, observationOf, observationOrAbsent, replicasOf, type WorkloadState } from "@/k8s/observe";
import { podsOfReplica } from "@/k8s/observe-serving";
import { probePolicies } from "@/k8s/policy-probe";
import { requestsAsked } from "@/k8s/request";
import type { ClusterSettings } from "@/k8s/settings";
import { Shares } from "@/k8s/shares";
import { TenantGuard } from "@/k8s/tenant-guard";
import { TenantPlaces } from "@/k8s/tenant-places";
import { Tenants } from "@/k8s/tenants";
import { ClaimedVolumes } from "@/k8s/volumes";
import { Watches } from "@/k8s/watches";
import { type StopRecord, scaleAnnotation, stopAnnotation } from "@/k8s/workload-record";
import type { ComputeBackend, Discovery, Exec, Nodes, PolicyProbe, Scale, Volumes, Watch, Watched } from "@/lib/compute/backend";
import { IdQueue } from "@/lib/compute/id-queue";
import type { Tenants as TenantVerbs } from "@/lib/compute/tenancy";
import type { Observation } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";
import { recent } from "@/lib/recent";

const pingEveryMs = 10_000;

export type KubernetesBackend = ComputeBackend &
  Scale &
  Exec &
  Volumes &
  Watch &
  Nodes &
  Discovery &
  PolicyProbe &
  Watched &
  TenantVerbs & {
    /** Lets go of watches and timers. What runs goes on. */
    close(): void;
  };

interface Parts {
  readonly client: KubeClient;
  /** Whether the API server answers at all: to watches a cluster that is cut off looks like a quiet one, for as long as bookmarks are apart. */
  readonly ping: () => Promise<void>;
  readonly now: ClusterNow;
  readonly tenants: Tenants;
  readonly places: TenantPlaces;
  readonly shares: Shares;
  readonly guard: TenantGuard;
  readonly watches: Watches;
  readonly driver: Driver;
  readonly volumes: ClaimedVolumes;
}

/** Runs workloads on a Kubernetes cluster, with core objects only. All that is known of them is in the cluster. */
export function kubernetesBackend(settings: ClusterSettings): KubernetesBackend {
  const changed = new IdQueue();
  /** Taken away by this process: who watches them go need not be told piece by piece. */
  const leaving = new Set<string>();
  let made: Promise<Parts> | undefined;

  async function make(): Promise<Parts> {
    const client = new KubeClient(await connect(settings.kubeconfig));
    const watches = new Watches(client, settings, (id) => {
      if (leaving.has(id)) return;
      if (isArriving(watches.stateOf(id))) setTimeout(() => changed.push(id), arrivalMs).unref();
      else changed.push(id);
      if (settings.drives) driver.poke(id);
    });
    const driver = new Driver(client, (id) => watches.stateOf(id));
    const tenants = new Tenants(client, settings);
    const shares = new Shares(client, settings);
    const guard = new TenantGuard(client, settings, { tenants, shares });
    if (settings.drives) guard.start();
    const volumes = new ClaimedVolumes(client, settings, tenants);
    const now = new ClusterNow({ client, installation: settings.installation, placeOf: (id) => watches.placeOf(id) });
    const ping = recent(pingEveryMs, () => client.ping());
    return { client, ping, now, watches, driver, tenants, volumes, places: new TenantPlaces(client, settings), shares, guard };
  }

  function parts(): Promise<Parts> {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  }

  function draining(own: Parts) {
    return { client: own.client, installation: settings.installation };
  }

  return {
    name: "kubernetes",

    async nodes() {
      const { ping, watches } = await parts();
      await ping();
      return watches.nodes();
    },

    async watchStates() {
      return (await parts()).watches.states();
    },
    requestsAsked,

    apiGroups: async () => groupsOf(await (await parts()).client.discover()),
    probePolicies: async () => probePolicies((await parts()).client, settings),

    async setSchedulable(node, isSchedulable) {
      await setSchedulable((await parts()).client, node, isSchedulable);
    },

    async drainPlan(node, options) {
      return drainPlan(draining(await parts()), node, options);
    },

    async drain(node, options) {
      return drain(draining(await parts()), node, options);
    },

    async launch(workload) {
      await launch({ ...(await parts()), settings }, workload);
    },

    async observe(ids) {
      const own = await parts();
      await own.watches.synced();
      const seen = new Map<string, Observation | "absent">();
      const unsure: string[] = [];
      for (const id of ids) {
        const state = own.watches.stateOf(id);
        const isUnsure = state ? !isWhole(state) : !own.watches.knows(id);
        if (isUnsure) unsure.push(id);
        else if (state && !state.record.isBeingRemoved) seen.set(id, observationOf(state));
      }
      for (const [id, said] of await observeNow(own, unsure)) seen.set(id, said);
      return seen;
    },

    async list() {
      return (await (await parts()).now.records()).map(({ id }) => id);
    },

    async *logs(id, { role, rank, after, follow, signal }) {
      const own = await parts();
      const replica = async () => {
        const state = await seenState(own, id);
        return state && replicaLog(state, role, rank);
      };
      for await (const line of readReplicaLog(own.client, replica, { from: after?.offset ?? 0, follow, signal })) {
        yield { role, rank, stream: "stdout", ...line };
      }
    },

    async stop(id) {
      const own = await parts();
      const state = await own.now.state(id);
      if (!state || state.record.stop || state.record.isBeingRemoved) return;
      const ended = endedReplicas(state);
      const { phase } = observationOf(state);
      if (phase === "succeeded" || phase === "failed") return;
      const stop: StopRecord = {
        at: new Date().toISOString(),
        ended: ended.map(({ role, rank }) => `${role}/${rank}`),
      };
      const { name, namespace } = state.record;
      await own.client.patch(kinds.configMap, name, namespace, { metadata: { annotations: { [stopAnnotation]: JSON.stringify(stop) } } });
      await own.driver.drive({ ...state, record: { ...state.record, stop } });
    },

    async scale(id, { role, replicas }) {
      const own = await parts();
      const state = await own.now.state(id);
      if (!state || state.record.kind === "batch" || state.record.isBeingRemoved) throw new AppError("not_found", "errors.notFound");
      const roles = state.record.roles.map((one) => (one.name === role ? { ...one, replicas } : one));
      const scale = JSON.stringify(Object.fromEntries(roles.map((one) => [one.name, one.replicas])));
      const { name, namespace } = state.record;
      await own.client.patch(kinds.configMap, name, namespace, { metadata: { annotations: { [scaleAnnotation]: scale } } });
      await own.driver.drive({ ...state, record: { ...state.record, roles } });
    },

    async remove(id) {
      const own = await parts();
      const state = await seenState(own, id);
      if (!state) return;
      const seen = observationOrAbsent(state);
      const mayRun = seen !== "absent" && seen.phase !== "succeeded" && seen.phase !== "failed";
      if (mayRun) throw new AppError("conflict", "compute.stillRunning");
      const { namespace, name } = state.record;
      leaving.add(id);
      try {
        await own.client.delete(kinds.configMap, name, namespace, { propagation: "Foreground" });
        // The record goes last. What was just removed must not be seen any more by whoever asks next.
        await gone(async () => !own.watches.knows(id) && (await own.client.find(kinds.configMap, name, namespace)) === undefined);
      } finally {
        leaving.delete(id);
      }
    },

    async keepTenant(projectId) {
      const { tenants, guard, places, shares } = await parts();
      guard.forget(projectId);
      tenants.forget(projectId);
      await shares.sweep(projectId);
      const place = (await places.list()).find((one) => one.projectId === projectId);
      if (place && !place.isEnding) await tenants.repair(projectId);
    },

    async tenantUse(projectId) {
      return (await parts()).places.use(projectId);
    },

    async listTenants() {
      return (await parts()).places.list();
    },

    async tenantContent(projectId) {
      return (await parts()).places.content(projectId);
    },

    async removeTenant(projectId, options) {
      const { tenants, places, shares } = await parts();
      tenants.forget(projectId);
      await shares.sweep(projectId);
      return places.remove(projectId, options);
    },

    async exec(id, { role, rank, ...options }) {
      const own = await parts();
      const state = await own.now.state(id);
      const pod = state && podsOfReplica(state, role, rank).find(({ main, isBeingDeleted }) => main.running && !isBeingDeleted);
      if (!pod) throw new AppError("not_found", "compute.unknownReplica", { role, rank });
      return execIn(own.client.connection, pod, options);
    },

    createVolume: async (volume) => (await parts()).volumes.createVolume(volume),
    listVolumes: async () => (await parts()).volumes.listVolumes(),
    deleteVolume: async (id) => (await parts()).volumes.deleteVolume(id),

    async *changes({ signal }) {
      const { watches } = await parts();
      watches.synced().catch(() => undefined);
      yield* changed.read(signal);
    },

    close() {
      made?.then(
        ({ watches, driver, guard }) => {
          guard.close();
          watches.close();
          driver.close();
        },
        () => undefined,
      );
    },
  };
}

/** A watch may lag behind a launch of a moment ago: only what is read now can say that something is not there, or not all of it. */
async function observeNow({ now, watches }: Parts, ids: readonly string[]): Promise<ReadonlyMap<string, Observation | "absent">> {
  const records = new Map((await now.records(ids)).map((record) => [record.id, record]));
  const seen = new Map<string, Observation | "absent">();
  for (const id of ids) {
    const record = records.get(id);
    if (record?.isBeingRemoved) continue;
    seen.set(id, record ? observationOrAbsent(watches.complete(await now.stateOf(record))) : "absent");
  }
  return seen;
}

/** As the watches have it, where they have all of it; else as it is now. */
async function seenState({ now, watches }: Parts, id: string): Promise<WorkloadState | undefined> {
  await watches.synced();
  const state = watches.stateOf(id);
  return state && isWhole(state) ? state : now.state(id);
}

/** Those that ended by themselves; what goes on and on has none. */
function endedReplicas(state: WorkloadState): { readonly role: string; readonly rank: number }[] {
  if (state.record.kind !== "batch") return [];
  return replicasOf(state)
    .filter(({ exit }) => exit !== undefined)
    .map(({ role, rank }) => ({ role: role.name, rank }));
}

/** The pods that a replica has had, and whether there will be more to read. */
function replicaLog(state: WorkloadState, role: string, rank: number): ReplicaLog {
  const phase = observationOf(state).replicas.find((one) => one.role === role && one.rank === rank)?.phase;
  const pods = podsOfReplica(state, role, rank);
  return { pods: pods.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)), isOver: phase !== "pending" && phase !== "running" };
}
