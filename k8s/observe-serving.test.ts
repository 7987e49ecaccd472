import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ConfigMap, EndpointSlice, Event, Pod, PodSet } from "@/k8s/objects";
import { kinds } from "@/k8s/objects";
import { observationOf } from "@/k8s/observe";
import { type PodState, projectEvent, projectPod, projectSet, projectSlice } from "@/k8s/projections";
import { aPod, aSet, aState, ended } from "@/k8s/states";
import { readRecord } from "@/k8s/workload-record";
import type { Observation } from "@/lib/compute/workload";

describe("as a cluster had it", () => {
  test("a program that answers badly when asked whether it is ready says how", () => {
    const { phase, replicas } = recorded("service-probe-failing");
    expect([phase, replicas[0]?.ready]).toEqual(["running", false]);
    expect(replicas[0]?.reason).toEqual({ key: "probeFailing", params: { detail: "HTTP probe failed with statuscode: 503" } });
  });

  test("a program that ends again and again says how, and how often", () => {
    const { phase, replicas } = recorded("service-crash-loop");
    expect(phase).toBe("pending");
    expect(replicas[0]).toMatchObject({ exit: { code: 5 }, reason: { key: "crashLoop", params: { code: 5, times: 2 } } });
  });

  test("an image that cannot be had is said in the runtime's words", () => {
    const { phase, reason } = recorded("service-image-pull");
    expect([phase, reason?.key]).toEqual(["pending", "imagePull"]);
    expect(String(reason?.params?.detail)).toContain("registry.invalid/none:1");
  });
});

describe("a service", () => {
  const running: Partial<PodState> = { rank: 0, phase: "Running", isReady: true, main: { running: { startedAt: "2026-01-01T00:00:01Z" } } };
  const of = (pods: readonly Partial<PodState>[], change: Parameters<typeof aState>[0] = {}) =>
    observationOf(aState({ record: { kind: "service" }, jobs: [], sets: [aSet({})], ...change, pods: pods.map((pod) => aPod(pod)) }));
  const slice = (address: string, isReady: boolean) => ({
    workload: "w",
    ports: { http: 8080 },
    endpoints: [{ pod: "p", address, isReady }],
  });

  test("is asked where the cluster sends those who ask, once it may be", () => {
    expect(of([running], { slices: [slice("10.0.0.1", true)] }).replicas[0]).toMatchObject({
      ready: true,
      addresses: { http: "10.0.0.1:8080" },
    });
    expect(of([running], { slices: [slice("fd00::1", false)] }).replicas[0]).toMatchObject({
      ready: false,
      reason: { key: "notReady" },
      addresses: { http: "[fd00::1]:8080" },
    });
  });

  test("without a port is ready when the cluster says so", () => {
    expect(of([running]).replicas[0]).toMatchObject({ phase: "running", ready: true });
    expect(of([{ ...running, isReady: false }]).replicas[0]?.ready).toBe(false);
  });

  test("of which one replica runs is running, whatever the others do", () => {
    const record = { kind: "service", roles: [{ name: "worker", replicas: 2, memoryBytes: 2 ** 28 }] } as const;
    const seen = of([running], { record });
    expect([seen.phase, ...seen.replicas.map(({ phase }) => phase)]).toEqual(["running", "running", "pending"]);
  });

  test("that ran out of memory says so, and not that it crashed", () => {
    const main = { waiting: { reason: "CrashLoopBackOff" }, restarts: 3, last: ended(137, "OOMKilled").terminated };
    expect(of([{ rank: 0, main }]).reason?.key).toBe("outOfMemory");
  });

  test("that may have no pod waits in the cluster's words", () => {
    const refused = aSet({ refused: 'pods "x" is forbidden: exceeded quota: cairn-quota' });
    expect(of([], { sets: [refused] }).reason?.key).toBe("quotaExceeded");
    expect(of([], { sets: [aSet({ refused: "violates PodSecurity" })] }).reason?.key).toBe("admissionRefused");
  });

  test("whose Deployment somebody took away has failed; one that is just being made waits", () => {
    expect(of([], { sets: [] })).toMatchObject({ phase: "failed", reason: { key: "podDeleted" } });
    expect(of([], { record: { kind: "service", isLaunched: false }, sets: [] })).toMatchObject({ phase: "pending" });
  });

  test("that was stopped has ended once its pods and what makes them are gone", () => {
    const record = { kind: "service", stop: { at: "2026-01-01T00:00:00Z", ended: [] } } as const;
    const going = { ...running, isBeingDeleted: true };
    expect(of([going], { record, sets: [aSet({ isBeingDeleted: true })] }).phase).not.toBe("failed");
    expect(of([], { record, sets: [aSet({ isBeingDeleted: true })] }).phase).toBe("pending");
    expect(of([], { record, sets: [] })).toMatchObject({ phase: "failed", reason: { key: "stopped" } });
  });
});

function recorded(name: string): Observation {
  const file = path.join(import.meta.dirname, "recorded", `${name}.json`);
  const { record, sets, pods, slices, events } = JSON.parse(readFileSync(file, "utf8")) as {
    record: ConfigMap;
    sets: PodSet[];
    pods: Pod[];
    slices: EndpointSlice[];
    events: Event[];
  };
  const known = readRecord(record);
  if (!known) throw new Error(`${name} has no record`);
  const kept = events.flatMap((event) => projectEvent(event) ?? []);
  return observationOf({
    record: known,
    jobs: [],
    sets: sets.map(projectSet(kinds.deployment)),
    pods: pods.map(projectPod),
    slices: slices.map(projectSlice),
    eventsOf: (about) => kept.filter((event) => event.about === about),
  });
}
