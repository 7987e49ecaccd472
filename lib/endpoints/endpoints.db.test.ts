import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { allocations, endpoints, environmentVersions, inboxItems, revisions, routes } from "@/db/schema";
import { actorOf, aMember, aProject, aUser } from "@/db/testing/factories";
import { aNode, seeNodes } from "@/db/testing/node-factories";
import { aModelVersion, anEndedJob } from "@/db/testing/serve-factories";
import { anEnvironment } from "@/db/testing/train-factories";
import type { UserActor } from "@/lib/auth/actor";
import { backendNamed } from "@/lib/compute/backends";
import type { FakeControl } from "@/lib/compute/fake";
import { deleteEndpoint, restoreEndpoint } from "@/lib/endpoints/delete-endpoint";
import { createRevision, deployEndpoint } from "@/lib/endpoints/deploy-endpoint";
import { endServices } from "@/lib/endpoints/end-services";
import { usualResources } from "@/lib/endpoints/endpoint";
import { createEndpointKey, listEndpointKeys, revokeEndpointKey } from "@/lib/endpoints/endpoint-keys";
import { getEndpoint, listEndpointTimeline, listRevisions } from "@/lib/endpoints/get-endpoint";
import { getUsage } from "@/lib/endpoints/get-usage";
import { listEndpoints } from "@/lib/endpoints/list-endpoints";
import { startEndpoint, stopEndpoint } from "@/lib/endpoints/stop-endpoint";
import { idsOfEndpointsToSync, syncEndpoint } from "@/lib/endpoints/sync-endpoint";
import { updateEndpoint } from "@/lib/endpoints/update-endpoint";
import { loadTable } from "@/lib/gateway/load-table";
import { toTable } from "@/lib/gateway/table";
import { Usage } from "@/lib/gateway/usage";
import { registerModel } from "@/lib/models/register-model";
import { stopAll } from "@/lib/worker/background";

vi.hoisted(() => {
  process.env["CAIRN_GATEWAY_KEY"] = "test";
});

const address = { http: "unix:/run/model.sock" };
let project: Awaited<ReturnType<typeof aProject>>;
let member: UserActor;
let viewer: UserActor;
let control: FakeControl;

beforeAll(async () => {
  project = await aProject({ slug: "lab" });
  member = await aMember(project.id);
  viewer = await aMember(project.id, "viewer");
  control = (backendNamed("fake") as unknown as { control: FakeControl }).control;
  return async () => stopAll();
});

beforeEach(async () => {
  // Each test has the machine to itself.
  await db.update(allocations).set({ until: new Date() });
});

let count = 0;

async function deployed(values: Partial<Parameters<typeof deployEndpoint>[1]> = {}) {
  count += 1;
  const { version } = await aModelVersion(member, project.id, `m${count}`);
  return deployEndpoint(member, { projectId: project.id, modelVersionId: version.id, ...usualResources, ...values });
}

async function ready() {
  const endpoint = await deployed();
  await syncEndpoint(endpoint.id);
  control.start(endpoint.newest.id, { addresses: address });
  await syncEndpoint(endpoint.id);
  return getEndpoint(member, endpoint.id);
}

const routeOf = async (id: string) => (await db.select().from(routes).where(eq(routes.subjectId, id)))[0];
const drained = (id: string) =>
  db
    .update(revisions)
    .set({ readyAt: new Date(Date.now() - 10_000) })
    .where(eq(revisions.id, id));

describe("deploying", () => {
  test("a version is launched, and gets its route once it answers, not before", async () => {
    const endpoint = await deployed({ name: "阅读器" });
    expect(endpoint).toMatchObject({ slug: "yue-du-qi", status: "starting", newest: { number: 1 } });
    expect(endpoint.url).toBe("http://127.0.0.1:3001/e/lab/yue-du-qi");
    await syncEndpoint(endpoint.id);
    const workload = control.workload(endpoint.newest.id);
    expect(workload?.roles[0]).toMatchObject({
      command: ["python", "-I", "/serve", "/model/model.joblib"],
      variables: { CAIRN_MODEL_NAME: "yue-du-qi", CAIRN_MODEL_VERSION: "1" },
      ports: [{ name: "http", transport: "unix", readyPath: "/v2/health/ready" }],
    });
    control.start(endpoint.newest.id, { ready: false });
    await syncEndpoint(endpoint.id);
    expect(await routeOf(endpoint.id)).toBeUndefined();
    expect(await getEndpoint(viewer, endpoint.id)).toMatchObject({ status: "starting", message: { key: "endpoints.state.loading" } });
    control.start(endpoint.newest.id, { addresses: address });
    await syncEndpoint(endpoint.id);
    expect(await getEndpoint(viewer, endpoint.id)).toMatchObject({
      status: "ready",
      message: null,
      current: { number: 1, isCurrent: true },
    });
    expect(await routeOf(endpoint.id)).toMatchObject({
      address: "lab/yue-du-qi",
      targets: [{ revisionId: endpoint.newest.id, revision: 1, address: address.http, weight: 100 }],
    });
    expect((await listEndpointTimeline(viewer, endpoint.id)).map(({ key }) => key)).toContain("endpoints.timeline.ready");
  });

  test("what is held is counted where the cluster put it", async () => {
    const endpoint = await deployed();
    await syncEndpoint(endpoint.id);
    const held = eq(allocations.subjectId, endpoint.newest.id);
    await db.update(allocations).set({ node: "elsewhere" }).where(held);
    control.start(endpoint.newest.id, { addresses: address });
    await syncEndpoint(endpoint.id);
    expect(await db.select({ node: allocations.node }).from(allocations).where(held)).toEqual([{ node: "fake" }]);
  });

  test("its model.joblib alone is mounted, at the paths of the version", async () => {
    const endpoint = await deployed();
    await syncEndpoint(endpoint.id);
    const mounts = control.workload(endpoint.newest.id)?.roles[0]?.mounts ?? [];
    const files = mounts.flatMap(({ source }) => (source.kind === "files" ? source.entries.map(({ path }) => path) : []));
    expect(files).toEqual(["model.joblib"]);
    const server = mounts.flatMap(({ source }) => (source.kind === "inline" ? Object.keys(source.files) : []));
    expect(server).toContain("__main__.py");
  });

  test("without its environment it waits and says for what", async () => {
    const { version: environment } = await anEnvironment({ status: "queued" });
    const { attempt } = await anEndedJob(project.id, member.userId, { "model.joblib": "x" }, { environmentVersionId: environment.id });
    const { version } = await registerModel(member, { projectId: project.id, attemptId: attempt.id, model: "waits", note: "" });
    const endpoint = await deployEndpoint(member, { projectId: project.id, modelVersionId: version.id, ...usualResources });
    await syncEndpoint(endpoint.id);
    expect(await getEndpoint(member, endpoint.id)).toMatchObject({ status: "starting", message: { key: "timeline.environmentWaits" } });
    expect(control.workload(endpoint.newest.id)).toBeUndefined();
  });

  test("without room it waits and says so; what never fits is refused at once", async () => {
    const first = await deployed({ cpuMilli: 4_000 });
    await syncEndpoint(first.id);
    const second = await deployed({ cpuMilli: 1_000 });
    await syncEndpoint(second.id);
    expect((await getEndpoint(member, second.id)).message?.key).toMatch(/^timeline\./);
    expect(control.workload(second.newest.id)).toBeUndefined();
  });

  test("accelerators are asked for, launched with, kept by the next revision, and refused where no node has them", async () => {
    const gpu = { allocatable: { cpuMilli: 4_000, memoryBytes: 2 ** 33, accelerators: { "nvidia.com/gpu": 2 } } };
    await seeNodes([aNode({ name: "gpu-1", ...gpu })]);
    const { version: environment } = await anEnvironment();
    await db.update(environmentVersions).set({ accelerator: "nvidia.com" }).where(eq(environmentVersions.id, environment.id));
    const { attempt } = await anEndedJob(project.id, member.userId, { "model.joblib": "x" }, { environmentVersionId: environment.id });
    const { version } = await registerModel(member, { projectId: project.id, attemptId: attempt.id, model: "on-gpu", note: "" });
    const input = { projectId: project.id, modelVersionId: version.id, ...usualResources };
    const refused = (accelerators: Record<string, number>) => deployEndpoint(member, { ...input, accelerators });
    await expect(refused({})).rejects.toMatchObject({ fields: [{ path: "accelerators", key: "environments.place.acceleratorNeeded" }] });
    await expect(refused({ "nvidia.com/gpu": 3 })).rejects.toMatchObject({
      fields: [{ path: "accelerators", key: "scheduling.neverSoManyAccelerators" }],
    });
    const endpoint = await deployEndpoint(member, { ...input, accelerators: { "nvidia.com/gpu": 2 } });
    expect(endpoint.newest.accelerators).toEqual({ "nvidia.com/gpu": 2 });
    const next = await createRevision(member, endpoint.id, { modelVersionId: version.id });
    expect(next.newest).toMatchObject({ number: 2, accelerators: { "nvidia.com/gpu": 2 } });
    await seeNodes([]);
  });

  test("a viewer may not, a stranger finds nothing, another format is refused, a taken address too", async () => {
    const { version } = await aModelVersion(member, project.id, "rights");
    const input = { projectId: project.id, modelVersionId: version.id, ...usualResources };
    await expect(deployEndpoint(viewer, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(deployEndpoint(actorOf(await aUser()), input)).rejects.toMatchObject({ code: "not_found" });
    await deployEndpoint(member, { ...input, slug: "taken" });
    await expect(deployEndpoint(member, { ...input, slug: "taken" })).rejects.toMatchObject({ key: "errors.slug.taken" });
    const { attempt } = await anEndedJob(project.id, member.userId, { "net.onnx": "x" });
    const onnx = await registerModel(member, { projectId: project.id, attemptId: attempt.id, model: "net", note: "" });
    await expect(deployEndpoint(member, { ...input, modelVersionId: onnx.version.id })).rejects.toMatchObject({
      key: "endpoints.refused.format",
    });
    const elsewhere = await aProject();
    const guest = await aMember(elsewhere.id);
    await expect(deployEndpoint(guest, { ...input, projectId: elsewhere.id })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("several replicas", () => {
  const place = (rank: number) => ({ replica: { role: "server", rank }, addresses: { http: `10.0.0.${rank}:8080` } });
  const addressesOf = async (id: string) => (await routeOf(id))?.targets.map((target) => target.address);

  test("each holds its amounts, and the route has those that answer", async () => {
    const endpoint = await deployed({ replicas: 3 });
    await syncEndpoint(endpoint.id);
    const held = await db.select().from(allocations).where(eq(allocations.subjectId, endpoint.newest.id));
    expect(held.map(({ cpuMilli, until }) => [cpuMilli, until])).toEqual(Array(3).fill([usualResources.cpuMilli, null]));
    control.start(endpoint.newest.id, place(1));
    await syncEndpoint(endpoint.id);
    expect(await addressesOf(endpoint.id)).toEqual(["10.0.0.1:8080"]);
    expect(await getEndpoint(member, endpoint.id)).toMatchObject({
      status: "degraded",
      message: { key: "endpoints.state.someAnswer", params: { count: 1, wanted: 3 } },
    });
    control.start(endpoint.newest.id, place(0));
    control.start(endpoint.newest.id, place(2));
    await syncEndpoint(endpoint.id);
    expect(await addressesOf(endpoint.id)).toEqual(["10.0.0.0:8080", "10.0.0.1:8080", "10.0.0.2:8080"]);
    expect(await getEndpoint(member, endpoint.id)).toMatchObject({ status: "ready", message: null });
  });

  test("take over as a whole: until all answer, the revision before keeps all requests", async () => {
    const endpoint = await ready();
    const { modelVersionId } = endpoint.newest;
    const { newest } = await createRevision(member, endpoint.id, { modelVersionId, replicas: 2 });
    await syncEndpoint(endpoint.id);
    control.start(newest.id, place(0));
    await syncEndpoint(endpoint.id);
    expect(await addressesOf(endpoint.id)).toEqual([address.http]);
    control.start(newest.id, place(1));
    await syncEndpoint(endpoint.id);
    expect(await addressesOf(endpoint.id)).toEqual(["10.0.0.0:8080", "10.0.0.1:8080"]);
    expect((await createRevision(member, endpoint.id, { modelVersionId })).newest.replicas, "as before unless said").toBe(2);
  });

  test("that never fit say so", async () => {
    const endpoint = await deployed({ replicas: 20, cpuMilli: 1_000 });
    await syncEndpoint(endpoint.id);
    expect(await getEndpoint(member, endpoint.id)).toMatchObject({
      status: "failed",
      message: { key: "scheduling.neverReplicas", params: { count: 20, cpu: 1 } },
    });
  });
});

describe("another revision", () => {
  test("takes over once it answers; the one before keeps the requests until then and ends after it", async () => {
    const endpoint = await ready();
    const { version } = await aModelVersion(member, project.id, "better");
    const revised = await createRevision(member, endpoint.id, { modelVersionId: version.id });
    expect(revised).toMatchObject({ status: "ready", current: { number: 1 }, newest: { number: 2 } });
    await syncEndpoint(endpoint.id);
    expect((await routeOf(endpoint.id))?.targets).toMatchObject([{ revision: 1 }]);
    control.start(revised.newest.id, { addresses: { http: "unix:/run/second.sock" } });
    await syncEndpoint(endpoint.id);
    expect((await routeOf(endpoint.id))?.targets).toMatchObject([{ revision: 2, address: "unix:/run/second.sock" }]);
    await syncEndpoint(endpoint.id);
    const [, before] = await listRevisions(member, endpoint.id);
    expect(before?.endedAt, "what was on its way is still answered").toBeNull();
    await drained(revised.newest.id);
    await syncEndpoint(endpoint.id);
    await syncEndpoint(endpoint.id);
    expect((await listRevisions(member, endpoint.id)).map(({ status }) => status)).toEqual(["ready", "stopped"]);
    expect(await getEndpoint(member, endpoint.id)).toMatchObject({ status: "ready", current: { number: 2 } });
  });

  test("that fails leaves the one before serving, and says so", async () => {
    const endpoint = await ready();
    const { version } = await aModelVersion(member, project.id, "worse");
    const revised = await createRevision(member, endpoint.id, { modelVersionId: version.id });
    await syncEndpoint(endpoint.id);
    control.fail(revised.newest.id, { code: 1 });
    await syncEndpoint(endpoint.id);
    await syncEndpoint(endpoint.id);
    const after = await getEndpoint(member, endpoint.id);
    expect(after).toMatchObject({
      status: "ready",
      message: { key: "endpoints.state.keptBefore" },
      current: { number: 1 },
      newest: { status: "failed" },
    });
    expect((await routeOf(endpoint.id))?.targets).toMatchObject([{ revision: 1 }]);
    await syncEndpoint(endpoint.id);
    expect((await getEndpoint(member, endpoint.id)).message?.key, "it stays said").toBe("endpoints.state.keptBefore");
  });
});

describe("what can happen to it", () => {
  test("a first revision that fails makes the endpoint failed, with the server's own words and a line in the inbox", async () => {
    const endpoint = await deployed();
    await syncEndpoint(endpoint.id);
    control.start(endpoint.newest.id, { ready: false });
    await syncEndpoint(endpoint.id);
    control.appendLog(endpoint.newest.id, "The environment lacks sklearn.", { stream: "stderr" });
    await vi.waitFor(async () => expect(await linesOf(endpoint.id)).toContain("The environment lacks sklearn."));
    control.fail(endpoint.newest.id, { code: 1 });
    await syncEndpoint(endpoint.id);
    expect(await getEndpoint(member, endpoint.id)).toMatchObject({
      status: "failed",
      message: { key: "endpoints.state.said", params: { text: "The environment lacks sklearn." } },
      newest: { status: "failed" },
    });
    const [line] = await db.select().from(inboxItems).where(eq(inboxItems.subjectId, endpoint.id));
    expect(line).toMatchObject({ userId: member.userId, key: "endpoints.inbox.failed" });
    const held = await db.select().from(allocations).where(eq(allocations.subjectId, endpoint.newest.id));
    expect(held.every(({ until }) => until !== null)).toBe(true);
  });

  test("a failed one is started again by hand", async () => {
    const endpoint = await deployed();
    await syncEndpoint(endpoint.id);
    control.fail(endpoint.newest.id, { code: 1 });
    await syncEndpoint(endpoint.id);
    expect((await getEndpoint(member, endpoint.id)).status).toBe("failed");
    await startEndpoint(member, endpoint.id);
    await syncEndpoint(endpoint.id);
    control.start(endpoint.newest.id, { addresses: address });
    await syncEndpoint(endpoint.id);
    expect((await getEndpoint(member, endpoint.id)).status).toBe("ready");
  });

  test("one that stops answering is degraded, keeps its route, and is ready again", async () => {
    const endpoint = await ready();
    control.start(endpoint.newest.id, { ready: false });
    await syncEndpoint(endpoint.id);
    expect(await getEndpoint(member, endpoint.id)).toMatchObject({ status: "degraded" });
    expect((await routeOf(endpoint.id))?.targets).toHaveLength(1);
    control.start(endpoint.newest.id, { addresses: address });
    await syncEndpoint(endpoint.id);
    expect((await getEndpoint(member, endpoint.id)).status).toBe("ready");
    const told = await listEndpointTimeline(viewer, endpoint.id);
    expect(told.slice(0, 3).map(({ stage, key }) => [stage, key])).toEqual([
      ["running", "endpoints.timeline.answers"],
      ["starting", "endpoints.state.loading"],
      ["running", "endpoints.timeline.ready"],
    ]);
    expect(told[2]?.until).toBe(told[1]?.since);
  });

  test("Cairn ends and starts: it comes back by itself", async () => {
    const endpoint = await ready();
    await endServices();
    expect((await getEndpoint(member, endpoint.id)).wantsRunning).toBe(true);
    await syncEndpoint(endpoint.id);
    control.start(endpoint.newest.id, { addresses: address });
    await syncEndpoint(endpoint.id);
    expect((await getEndpoint(member, endpoint.id)).status).toBe("ready");
  });

  test("one absence is not believed, the second is: it is launched again", async () => {
    const endpoint = await ready();
    control.forget(endpoint.newest.id);
    const before = control.launched.length;
    await syncEndpoint(endpoint.id);
    expect(control.launched).toHaveLength(before);
    await db
      .update(revisions)
      .set({ absentSince: new Date(Date.now() - 5_000) })
      .where(eq(revisions.id, endpoint.newest.id));
    await syncEndpoint(endpoint.id);
    expect(control.launched.at(-1)).toBe(endpoint.newest.id);
    expect(control.launched).toHaveLength(before + 1);
  });

  test("a backend that does not answer changes nothing", async () => {
    const endpoint = await ready();
    control.setUnavailable(true);
    await expect(syncEndpoint(endpoint.id)).rejects.toMatchObject({ code: "unavailable" });
    control.setUnavailable(false);
    expect((await getEndpoint(member, endpoint.id)).status).toBe("ready");
  });

  test("stopped it answers nobody and holds nothing; started it is the same again", async () => {
    const endpoint = await ready();
    await stopEndpoint(member, endpoint.id);
    await syncEndpoint(endpoint.id);
    await syncEndpoint(endpoint.id);
    expect(await getEndpoint(member, endpoint.id)).toMatchObject({ status: "stopped", newest: { status: "stopped" } });
    expect((await routeOf(endpoint.id))?.targets).toEqual([]);
    expect(await idsOfEndpointsToSync()).not.toContain(endpoint.id);
    await startEndpoint(member, endpoint.id);
    await syncEndpoint(endpoint.id);
    control.start(endpoint.newest.id, { addresses: address });
    await syncEndpoint(endpoint.id);
    expect(await getEndpoint(member, endpoint.id)).toMatchObject({ status: "ready", current: { number: 1 } });
    expect(await listRevisions(member, endpoint.id)).toHaveLength(1);
  });

  test("deleted it is gone at once, its address is free, and it comes back stopped", async () => {
    const endpoint = await ready();
    await deleteEndpoint(member, endpoint.id);
    expect(await routeOf(endpoint.id)).toBeUndefined();
    await expect(getEndpoint(member, endpoint.id)).rejects.toMatchObject({ code: "not_found" });
    await syncEndpoint(endpoint.id);
    await syncEndpoint(endpoint.id);
    const [row] = await db.select().from(endpoints).where(eq(endpoints.id, endpoint.id));
    expect(row?.status).toBe("stopped");
    await restoreEndpoint(member, endpoint.id);
    await syncEndpoint(endpoint.id);
    expect((await getEndpoint(member, endpoint.id)).status).toBe("stopped");
  });
});

describe("what is told of it", () => {
  test("a list goes on behind its cursor", async () => {
    const first = await listEndpoints(viewer, { projectId: project.id, limit: 2 });
    const second = await listEndpoints(viewer, { projectId: project.id, limit: 2, ...(first.nextCursor && { cursor: first.nextCursor }) });
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(4);
  });

  test("another name leaves the address", async () => {
    const endpoint = await deployed();
    const renamed = await updateEndpoint(member, endpoint.id, { name: "Digits, read" }, endpoint.version);
    expect(renamed).toMatchObject({ name: "Digits, read", slug: endpoint.slug });
    await expect(updateEndpoint(member, endpoint.id, { name: "x" }, endpoint.version)).rejects.toMatchObject({ code: "stale" });
  });

  test("figures are what the gateway counted", async () => {
    const endpoint = await ready();
    const usage = new Usage();
    for (const ms of [2, 3, 4, 200]) usage.record(endpoint.id, endpoint.newest.id, ms > 100 ? 500 : 200, ms);
    await usage.stop();
    usage.record(endpoint.id, endpoint.newest.id, 200, 3);
    await usage.stop();
    const figures = await getUsage(viewer, endpoint.id, 60);
    expect(figures).toMatchObject({ requests: 5, errors: 1, byRevision: [{ revision: 1, requests: 5, errors: 1 }] });
    expect(figures.p50Ms).toBeGreaterThan(2);
    expect(figures.p50Ms).toBeLessThan(5);
    await expect(getUsage(actorOf(await aUser()), endpoint.id, 60)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("keys", () => {
  test("a key is shown once, is good at the gateway, and ends with its revocation", async () => {
    const endpoint = await ready();
    const { key, token } = await createEndpointKey(member, { endpointId: endpoint.id, name: "app", days: 30 });
    expect(token).toMatch(/^cairn_ep_/);
    expect(JSON.stringify(await listEndpointKeys(viewer, endpoint.id))).not.toContain(token);
    expect(toTable(await loadTable()).findKey(token, Date.now())).toMatchObject({ endpointId: endpoint.id });
    await expect(createEndpointKey(viewer, { endpointId: endpoint.id, name: "x", days: 1 })).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeEndpointKey(actorOf(await aUser()), key.id)).rejects.toMatchObject({ code: "not_found" });
    await revokeEndpointKey(member, key.id);
    expect(await listEndpointKeys(member, endpoint.id)).toEqual([]);
    expect(toTable(await loadTable()).findKey(token, Date.now())).toBeNull();
  });
});

async function linesOf(id: string): Promise<readonly string[]> {
  const { readEndpointLog } = await import("@/lib/endpoints/get-endpoint");
  return (await readEndpointLog(member, { endpointId: id }, {})).lines.map(({ text }) => text);
}
