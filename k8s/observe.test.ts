import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ConfigMap, ContainerState, Event, Job, Pod } from "@/k8s/objects";
import { isArriving, isWhole, observationOf, observationOrAbsent, type WorkloadState } from "@/k8s/observe";
import { type PodState, projectEvent, projectJob, projectPod } from "@/k8s/projections";
import { aJob, aPod, aState, ended } from "@/k8s/states";
import { readRecord } from "@/k8s/workload-record";
import type { Observation } from "@/lib/compute/workload";

describe("what a real cluster has shown", () => {
  test("more memory than allowed", () => {
    expect(recorded("out-of-memory")).toMatchObject({ phase: "failed", reason: { key: "outOfMemory", params: { limitGib: 0.06 } } });
  });
  test("an image that is not there", () => {
    const { phase, reason } = recorded("image-pull");
    expect([phase, reason?.key]).toEqual(["pending", "imagePull"]);
    expect(reason?.params?.detail).toContain("registry.example/nothing:1");
  });
  test("a program that is not in the image", () => {
    const detail = "trian: No such file or directory";
    expect(recorded("cannot-start")).toMatchObject({ phase: "failed", reason: { key: "cannotStart", params: { detail } } });
  });
  test("more than any node has", () => {
    const { phase, reason } = recorded("unschedulable");
    expect([phase, reason?.key]).toEqual(["pending", "unschedulable"]);
    expect(reason?.params?.detail).toContain("1 Insufficient example.com/gpu");
  });
  test("longer than allowed", () => {
    expect(recorded("max-run-time")).toMatchObject({ phase: "failed", reason: { key: "maxRunTime", params: { seconds: 3 } } });
  });
  test("a namespace without room for another pod", () => {
    const { phase, reason } = recorded("quota-exceeded");
    expect([phase, reason?.key]).toEqual(["pending", "quotaExceeded"]);
    expect(reason?.params?.detail).toContain("exceeded quota: test-quota");
  });
});

describe("one replica", () => {
  test.each<[string, Partial<PodState>, Partial<Observation>]>([
    ["waits for a node", {}, { phase: "pending", reason: { key: "starting" } }],
    [
      "mounts a claim that is not there",
      { unschedulable: '0/2 nodes are available: persistentvolumeclaim "team.data" not found. not found' },
      { phase: "pending", reason: { key: "claimMissing", params: { claim: "team.data", namespace: "ns" } } },
    ],
    [
      "mounts a claim that has no volume",
      { unschedulable: "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found" },
      { phase: "pending", reason: { key: "claimUnbound" } },
    ],
    ["has its image pulled in vain", { main: waits("ImagePullBackOff", "no such host") }, pending("imagePull", "no such host")],
    ["has a name for an image that is none", { main: waits("InvalidImageName") }, pending("imagePull", "InvalidImageName")],
    ["has an init image that is not there", { fetch: waits("ErrImagePull", "gone") }, pending("imagePull", "gone")],
    [
      "names a Secret that is not there",
      { main: waits("CreateContainerConfigError", 'secret "a" not found') },
      pending("cannotCreate", 'secret "a" not found'),
    ],
    [
      "fetches its inputs",
      { fetch: { running: {} }, main: waits("PodInitializing") },
      { phase: "pending", reason: { key: "fetchingInputs" } },
    ],
    [
      "could not fetch its inputs",
      { phase: "Failed", fetch: ended(65, "Error", '{"key":"wrongSum","params":{"path":"a.csv"}}') },
      failed("inputsFailed", { detail: "wrongSum: a.csv" }),
    ],
    [
      "has an input that is gone",
      { phase: "Failed", fetch: ended(66, "Error", '{"key":"inputsMissing","params":{"path":"a.csv"}}') },
      failed("inputsMissing", { path: "a.csv" }),
    ],
    [
      "is started by a wrapper of another version",
      { phase: "Failed", fetch: ended(70, "Error", '{"key":"wrapperMismatch","params":{"protocol":"1"}}') },
      failed("wrapperMismatch", { protocol: "1" }),
    ],
    [
      "exits with a code that looks like a signal, as the wrapper knows",
      { phase: "Failed", main: ended(137, "Error", '{"exit":137,"signal":null,"cpuSeconds":2.5,"peakMemoryBytes":9}') },
      failed("exited", { code: 137 }),
    ],
    ["ends with a code", { phase: "Failed", main: ended(3) }, failed("exited", { code: 3 })],
    ["is ended by a signal", { phase: "Failed", main: ended(143) }, failed("signalled", { signal: "SIGTERM" })],
    ["asks for more shared memory than it has", { phase: "Failed", main: ended(135) }, failed("signalled", { signal: "SIGBUS" })],
    [
      "loses its child to the memory limit, as the wrapper says",
      { phase: "Failed", main: ended(1, "Error", '{"outOfMemory":true}') },
      failed("outOfMemory", { limitGib: 0.25 }),
    ],
    [
      "is refused by the kubelet",
      { phase: "Failed", reason: "UnexpectedAdmissionError", message: "no devices" },
      failed("admissionRefused", { detail: "no devices" }),
    ],
    [
      "is evicted as its node needs room",
      { phase: "Failed", reason: "Evicted", message: "low on memory", main: ended(137) },
      failed("evicted", { detail: "low on memory" }),
    ],
    [
      "runs on a node that is shut down",
      { phase: "Failed", reason: "NodeShutdown", node: "n1", main: ended(137) },
      failed("nodeLost", { node: "n1" }),
    ],
    ["is deleted by hand", { phase: "Failed", isBeingDeleted: true, main: ended(137) }, failed("podDeleted")],
    ["has ended, but its pod not yet", { phase: "Running", main: ended(0) }, { phase: "pending" }],
    ["ends well", { phase: "Succeeded", main: ended(0) }, { phase: "succeeded" }],
  ])("%s", (_, pod, seen) => {
    expect(observationOf(aState({ pods: [aPod(pod)] }))).toMatchObject(seen);
  });

  test.each([
    ["PreemptionByScheduler", { key: "preempted", params: { detail: "made room" } }],
    ["EvictionByEvictionAPI", { key: "drained", params: { node: "n1" } }],
    ["TerminationByKubelet", { key: "evicted", params: { detail: "made room" } }],
    ["DeletionByTaintManager", { key: "nodeLost", params: { node: "n1" } }],
  ])("disrupted by %s it waits for the pod that its Job brings, and the reason says why", (reason, said) => {
    const disrupted = aPod({
      phase: "Failed",
      node: "n1",
      main: ended(143),
      isBeingDeleted: true,
      disruption: { reason, message: "made room" },
    });
    expect(observationOf(aState({ pods: [disrupted] }))).toMatchObject({ phase: "pending", reason: said, replicas: [{ restarts: 1 }] });
    const next = aPod({ name: "next", createdAt: "2026-01-01T00:01:00Z", phase: "Running", main: { running: {} } });
    expect(observationOf(aState({ pods: [disrupted, next] }))).toMatchObject({ phase: "running", replicas: [{ restarts: 1 }] });
  });

  test.each<[string, PodState["main"]]>([
    ["still as running", { running: { startedAt: "2026-01-01T00:00:02Z" } }],
    ["with no time", { terminated: { exitCode: 137, startedAt: "2026-01-01T00:00:02Z" } }],
    ["in 1970", { terminated: { exitCode: 137, startedAt: "2026-01-01T00:00:02Z", finishedAt: "1970-01-01T00:00:00Z" } }],
  ])("whose pod has ended while its container is told %s has ended when it was last ready, never before it began", (_, main) => {
    const unready = { phase: "Failed", reason: "DeadlineExceeded", main };
    const endOf = (pod: Partial<PodState>) => observationOf(aState({ pods: [aPod({ ...unready, ...pod })] })).replicas[0];
    expect(endOf({ unreadySince: "2026-01-01T00:00:05Z" })).toMatchObject({
      phase: "failed",
      reason: { key: "maxRunTime" },
      exit: { at: new Date("2026-01-01T00:00:05Z") },
    });
    expect(endOf({})?.exit?.at).toEqual(new Date("2026-01-01T00:00:02Z"));
  });

  test("has failed when its Job has and no pod is left", () => {
    expect(observationOf(aState({ jobs: [aJob({ failed: {} })] }))).toMatchObject(failed("podDeleted"));
  });

  test("whose Job was deleted has failed, one whose Job was not yet made starts", () => {
    expect(observationOf(aState({ jobs: [] }))).toMatchObject(failed("podDeleted"));
    expect(observationOf(aState({ jobs: [], record: { isLaunched: false } }))).toMatchObject({
      phase: "pending",
      reason: { key: "starting" },
    });
  });

  test("that was told to end has failed because it was stopped, whatever its code", () => {
    const stop = { at: "2026-01-01T00:00:00Z", ended: [] };
    expect(observationOf(aState({ record: { stop }, pods: [aPod({ phase: "Succeeded", main: ended(0) })] }))).toMatchObject(
      failed("stopped"),
    );
    expect(observationOf(aState({ record: { stop }, jobs: [] }))).toMatchObject(failed("stopped"));
  });

  test("waits in the words of admission, and of a volume", () => {
    const events = { "Job j": [{ about: "Job j", reason: "FailedCreate", message: "violates PodSecurity", at: "1" }] };
    expect(observationOf(aState({ events }))).toMatchObject(pending("admissionRefused", "violates PodSecurity"));
    const mount = { "Pod p": [{ about: "Pod p", reason: "FailedMount", message: "timed out", at: "2026-01-01T00:00:08Z" }] };
    const waiting = aPod({ main: waits("ContainerCreating") });
    expect(observationOf(aState({ events: mount, pods: [waiting] }))).toMatchObject(pending("mountFailed", "timed out"));
    const beforeItsInputs = aPod({ fetch: waits("PodInitializing"), main: waits("PodInitializing") });
    expect(observationOf(aState({ events: mount, pods: [beforeItsInputs] }))).toMatchObject(pending("mountFailed", "timed out"));
  });

  test("a mount that fails while its pod is new is the kubelet's business, which looks again", () => {
    const at = (time: string) => ({ "Pod p": [{ about: "Pod p", reason: "FailedMount", message: "not found", at: time }] });
    const pods = [aPod({ startTime: "2026-01-01T00:00:10Z", main: waits("ContainerCreating") })];
    expect(observationOf(aState({ events: at("2026-01-01T00:00:12Z"), pods })).reason).toEqual({ key: "starting" });
    expect(observationOf(aState({ events: at("2026-01-01T00:00:18Z"), pods }))).toMatchObject(pending("mountFailed", "not found"));
  });

  test("a mount that failed once is not said of what has its volumes", () => {
    const events = { "Pod p": [{ about: "Pod p", reason: "FailedMount", message: "timed out", at: "2026-01-01T00:00:08Z" }] };
    const waiting = { fetch: waits("PodInitializing"), main: waits("PodInitializing") };
    for (const pod of [
      { ...waiting, hasSandbox: true },
      { ...waiting, fetch: ended(0) },
    ])
      expect(observationOf(aState({ events, pods: [aPod(pod)] })).reason).toEqual({ key: "starting" });
  });
});

describe("a gang", () => {
  const of = (pods: readonly Partial<PodState>[], change: Parameters<typeof aState>[0] = {}) =>
    observationOf(aState({ replicas: 3, ...change, pods: pods.map((pod, rank) => aPod({ rank, name: `p${rank}`, ...pod })) }));
  const running: Partial<PodState> = { phase: "Running", main: { running: { startedAt: "2026-01-01T00:00:01Z" } } };

  test("runs when all run, and waits while one waits", () => {
    expect(of([running, running, running]).phase).toBe("running");
    expect(of([running, running, {}]).phase).toBe("pending");
  });

  test("has failed when all have ended; the others name the one that failed first", () => {
    const taken: Partial<PodState> = { phase: "Failed", isBeingDeleted: true, main: ended(143) };
    expect(of([running, { phase: "Failed", main: ended(9) }, taken]).phase).toBe("running");
    const over = of([taken, { phase: "Failed", main: ended(9) }, taken], { jobs: [aJob({ failed: {} })] });
    expect(over).toMatchObject({ phase: "failed", reason: { key: "exited", params: { code: 9 } } });
    expect(over.replicas[0]?.reason).toEqual({ key: "peerFailed", params: { role: "worker", rank: 1 } });
  });

  test("keeps those that had succeeded, with or without their pods", () => {
    const done: Partial<PodState> = { phase: "Succeeded", main: ended(0) };
    expect(of([done, done, done]).phase).toBe("succeeded");
    expect(of([done], { jobs: [aJob({ completed: "0-2", isComplete: true })] }).phase).toBe("succeeded");
    expect(of([done], { jobs: [aJob({ completed: "0,2", failed: {} })] }).replicas.map(({ phase }) => phase)).toEqual([
      "succeeded",
      "failed",
      "succeeded",
    ]);
  });

  test("ended for its time says so on every rank", () => {
    const late: Partial<PodState> = { phase: "Failed", reason: "DeadlineExceeded", main: ended(143) };
    const { reason, replicas } = of([late, late, late], { record: { maxRunSeconds: 60 } });
    expect([reason, ...replicas.map((replica) => replica.reason)].map((one) => one?.key)).toEqual(Array(4).fill("maxRunTime"));
  });
});

function recorded(name: string): Observation {
  const file = path.join(import.meta.dirname, "recorded", `${name}.json`);
  const { record, jobs, pods, events } = JSON.parse(readFileSync(file, "utf8")) as {
    record: ConfigMap;
    jobs: Job[];
    pods: Pod[];
    events: Event[];
  };
  const kept = events.flatMap((event) => projectEvent(event) ?? []);
  const known = readRecord(record);
  if (!known) throw new Error(`${name} has no record`);
  return observationOf({
    record: known,
    jobs: jobs.map(projectJob),
    sets: [],
    slices: [],
    pods: pods.map(projectPod),
    eventsOf: (about) => kept.filter((event) => event.about === about),
  });
}

function waits(reason: string, message?: string): ContainerState {
  return { waiting: { reason, ...(message ? { message } : {}) } };
}

function pending(key: string, detail: string) {
  return { phase: "pending", reason: { key, params: { detail } } } as Partial<Observation>;
}

function failed(key: string, params?: Readonly<Record<string, string | number>>) {
  return { phase: "failed", reason: { key, ...(params ? { params } : {}) } } as Partial<Observation>;
}

test("what was launched in part is absent, so that it is launched again, unless it was stopped", () => {
  const stop = { at: "2026-01-01T00:00:00Z", ended: [] };
  const of = (record: Partial<WorkloadState["record"]>, jobs = [aJob({})]) =>
    observationOrAbsent(aState({ record: { isLaunched: false, ...record }, jobs }));
  expect(of({}, [])).toBe("absent");
  expect(of({})).toMatchObject({ phase: "pending" });
  expect(of({ stop }, [])).toMatchObject({ phase: "failed", reason: { key: "stopped" } });
  expect(of({ stop, kind: "service" }, [])).toMatchObject({ phase: "failed", reason: { key: "stopped" } });
});

describe("what a watch may only be late with", () => {
  test.each<[string, boolean, WorkloadState]>([
    ["a record whose Job is not seen yet", false, aState({ jobs: [] })],
    ["a record with its Job", true, aState({})],
    ["a pod whose Job is not seen yet", true, aState({ jobs: [], pods: [aPod({})] })],
    ["a stopped workload whose Job was taken away", true, aState({ jobs: [], record: { stop: { at: "", ended: [] } } })],
    ["a record that is being removed", true, aState({ jobs: [], record: { isBeingRemoved: true } })],
  ])("%s", (_what, expected, state) => {
    expect(isWhole(state)).toBe(expected);
  });

  test("of two roles both have to be seen", () => {
    const roles = ["chief", "worker"].map((name) => ({ name, replicas: 1, memoryBytes: 1 }));
    expect(isWhole(aState({ record: { roles }, jobs: [aJob({ role: "chief" })] }))).toBe(false);
    expect(isWhole(aState({ record: { roles }, jobs: [aJob({ role: "chief" }), aJob({ role: "worker" })] }))).toBe(true);
  });

  test("nothing is asked about a launch of a moment ago, and soon enough about what stays incomplete", () => {
    const madeAt = (at: number) => ({ createdAt: new Date(at).toISOString() });
    expect(isArriving(aState({ jobs: [], record: madeAt(Date.now()) }))).toBe(true);
    expect(isArriving(aState({ jobs: [], record: madeAt(Date.now() - 10_000) }))).toBe(false);
    expect(isArriving(aState({ record: madeAt(Date.now()) }))).toBe(false);
    expect(isArriving(undefined)).toBe(false);
  });
});
