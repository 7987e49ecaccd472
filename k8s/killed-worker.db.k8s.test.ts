import { and, eq, inArray, isNull } from "drizzle-orm";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { allocations, attempts, environmentVersions, timeline } from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { jobNow } from "@/db/testing/fake-compute";
import { aModelVersion } from "@/db/testing/serve-factories";
import { anEnvironment } from "@/db/testing/train-factories";
import { type KubernetesBackend, kubernetesBackend } from "@/k8s/backend";
import { namespaceOf, selectorOf } from "@/k8s/names";
import { type Kind, kinds } from "@/k8s/objects";
import type { ApiRequest } from "@/k8s/request";
import type { ClusterSettings } from "@/k8s/settings";
import { type ClusterHarness, clusterHarness, image, until } from "@/k8s/testing";
import type { Node, Observation } from "@/lib/compute/workload";
import { deployEndpoint } from "@/lib/endpoints/deploy-endpoint";
import { usualResources } from "@/lib/endpoints/endpoint";
import { getEndpoint } from "@/lib/endpoints/get-endpoint";
import { syncEndpoint } from "@/lib/endpoints/sync-endpoint";
import { createJob } from "@/lib/jobs/create-job";
import { createJobInput } from "@/lib/jobs/job";
import { mainRole } from "@/lib/jobs/job-workload";
import { syncJob } from "@/lib/jobs/sync-job";
import { stopAll } from "@/lib/worker/background";

/** The worker that lives now: how many more of its steps it lives to see, and what it has made of the cluster. */
const worker = vi.hoisted(() => ({ stepsLeft: Number.POSITIVE_INFINITY, backend: undefined as unknown }));

vi.mock("@/lib/compute/backends", async (original) => ({
  ...(await original<object>()),
  defaultBackend: () => worker.backend,
  backendNamed: () => worker.backend,
}));
vi.mock("@/k8s/request", async (original) => {
  const real = await original<typeof import("@/k8s/request")>();
  return {
    ...real,
    async askJson(...[connection, request]: Parameters<typeof real.askJson>) {
      step(request);
      return real.askJson(connection, request);
    },
  };
});

/** To be cut off before something that changes nothing is to be cut off after what went before. */
function step({ method }: Pick<ApiRequest, "method"> = { method: "POST" }): void {
  if (worker.stepsLeft <= 0) throw new Error("killed");
  if (method !== "GET") worker.stepsLeft -= 1;
}

const query = Client.prototype.query;

/** A process that is killed sends nothing more, and the database undoes what it had not committed. */
function queryWhileAlive(this: Client, ...args: unknown[]): unknown {
  try {
    step();
  } catch (error) {
    this.on("error", () => undefined);
    (this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    const done = args.at(-1);
    if (typeof done !== "function") return Promise.reject(error);
    process.nextTick(done, error);
    return undefined;
  }
  return Reflect.apply(query, this, args);
}

const roomy: Node = {
  name: "roomy",
  architecture: "x86-64",
  allocatable: { cpuMilli: 10 ** 6, memoryBytes: 2 ** 50, accelerators: {} },
  accelerators: [],
  labels: {},
  conditions: [{ type: "Ready", ok: true }],
  isolation: "container",
};
const minute = 60_000;

describe.skipIf(!process.env.KUBECONFIG)("a worker killed before any of its statements and requests", () => {
  let harness: ClusterHarness;
  let project: Awaited<ReturnType<typeof aProject>>;
  beforeAll(async () => {
    harness = await clusterHarness();
    project = await aProject();
    await anEnvironment({ slug: "image" });
    Client.prototype.query = queryWhileAlive as typeof query;
  });
  afterAll(async () => {
    Client.prototype.query = query;
    worker.stepsLeft = Number.POSITIVE_INFINITY;
    await stopAll();
    await harness.dispose();
  });

  let change: Partial<ClusterSettings> = {};
  const backendOf = () => worker.backend as KubernetesBackend;
  const countOf = async (kind: Kind, id: string) =>
    (
      await harness.client.list(kind, {
        namespace: namespaceOf(harness.settings.namespacePrefix, project.id),
        labelSelector: selectorOf(harness.settings.installation, id),
      })
    ).length;

  async function saidBy(id: string): Promise<string[]> {
    const said: string[] = [];
    const options = { role: mainRole, rank: 0, follow: false, signal: AbortSignal.timeout(20_000) };
    for await (const { text } of backendOf().logs(id, options)) said.push(text);
    return said;
  }

  /** Many come at once, and a cluster may be slow. */
  const becomes = (id: string, isIt: (seen: Observation) => boolean) =>
    until(async () => {
      const seen = (await backendOf().observe([id])).get(id);
      return seen !== undefined && seen !== "absent" && isIt(seen);
    }, 2 * minute);

  /** A process of its own: it knows nothing of what the one before it knew. */
  function born(): KubernetesBackend {
    const backend = kubernetesBackend({ ...harness.settings, ...change });
    // What it does beside for those that were there before would be counted among its steps.
    worker.backend = { ...backend, nodes: async () => [roomy], changes: () => backend.changes({ signal: AbortSignal.abort() }) };
    worker.stepsLeft = Number.POSITIVE_INFINITY;
    return backend;
  }

  /** Kills a new worker after so many steps; says whether it came to its end before. */
  async function live(steps: number, run: () => Promise<unknown>): Promise<boolean> {
    const backend = born();
    worker.stepsLeft = steps;
    const failure = await run().then(() => undefined, String);
    const isWhole = worker.stepsLeft > 0;
    worker.stepsLeft = 0;
    await stopAll();
    backend.close();
    // The database takes notice of a line that is cut.
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (isWhole) expect(failure).toBeUndefined();
    return isWhole;
  }

  /** Each worker comes one step further with something of its own, until one comes to the end. */
  async function killedEverywhere(make: () => Promise<string>, sync: (id: string) => Promise<unknown>): Promise<string[]> {
    for (const ids: string[] = []; ; ) {
      born();
      const id = await make();
      ids.push(id);
      if (await live(ids.length, () => sync(id))) return ids;
    }
  }

  test(
    "runs no program twice and leaves nothing that nobody knows, and the job says where it is",
    async () => {
      await imagesOnly();
      const input = createJobInput.parse({
        projectId: project.id,
        name: "once",
        environment: "image",
        code: { text: "print('once')", fileName: "once.py" },
        command: ["python3", "once.py"],
        cpuMilli: 100,
        memoryBytes: 2 ** 26,
      });
      const ids = await killedEverywhere(async () => (await createJob(await aMember(project.id), input)).id, syncJob);
      expect(ids.length).toBeGreaterThan(30);
      born();
      for (const id of ids) await syncJob(id);
      for (const id of ids) {
        const { job, attempt, tries } = await jobNow(id);
        await becomes(attempt.id, ({ phase }) => phase === "succeeded");
        // Its program is short: whether it was seen while it ran is chance.
        expect(["starting", "running"]).toContain(job.status);
        expect(tries).toHaveLength(1);
        // So many at once may have to wait for a node.
        expect([undefined, "compute.unschedulable"]).toContain(job.message?.key);
        expect([await countOf(kinds.job, attempt.id), await countOf(kinds.pod, attempt.id)]).toEqual([1, 1]);
        expect(await saidBy(attempt.id)).toEqual(["once"]);
        // One of which the end was seen already holds nothing any more.
        const isEnded = attempt.endedAt !== null;
        expect(await holdings(id)).toBe(isEnded ? 0 : 1);
        const stages = await db.select().from(timeline).where(eq(timeline.subjectId, id)).orderBy(timeline.since);
        expect([...new Set(stages.map(({ stage }) => stage))]).toEqual([
          "queued",
          "starting",
          ...(isEnded || job.status === "running" ? ["running"] : []),
          ...(isEnded ? ["collecting"] : []),
        ]);
      }
      const known = await db.select({ id: attempts.id }).from(attempts).where(inArray(attempts.jobId, ids));
      expect(new Set(await backendOf().list())).toEqual(new Set(known.map(({ id }) => id)));
    },
    8 * minute,
  );

  test(
    "deploys no revision twice, and the endpoint says what it waits for",
    async () => {
      change = { nodeSelector: { "cairn.dev/no-node-has-this": "true" }, wrapperImage: image };
      born();
      const member = await aMember(project.id);
      const { version } = await aModelVersion(member, project.id);
      await imagesOnly();
      const input = { projectId: project.id, modelVersionId: version.id, ...usualResources };
      const before = new Set(await backendOf().list());
      const ids = await killedEverywhere(async () => (await deployEndpoint(member, input)).id, syncEndpoint);
      expect(ids.length).toBeGreaterThan(20);
      born();
      for (const id of ids) await syncEndpoint(id);
      const launched = new Set<string>();
      for (const id of ids) {
        const { newest } = await getEndpoint(member, id);
        launched.add(newest.id);
        await becomes(newest.id, ({ reason }) => reason?.key === "unschedulable");
        await syncEndpoint(id);
        expect(await getEndpoint(member, id)).toMatchObject({ status: "starting", message: { key: "compute.unschedulable" } });
        expect([await countOf(kinds.deployment, newest.id), await countOf(kinds.pod, newest.id), await holdings(newest.id)]).toEqual([
          1, 1, 1,
        ]);
      }
      expect(new Set(await backendOf().list()).difference(before)).toEqual(launched);
    },
    8 * minute,
  );
});

const holdings = async (subjectId: string) =>
  (
    await db
      .select()
      .from(allocations)
      .where(and(eq(allocations.subjectId, subjectId), isNull(allocations.until)))
  ).length;

/** Nothing is built for a cluster. */
async function imagesOnly(): Promise<void> {
  await db.update(environmentVersions).set({ imageReference: image });
}
