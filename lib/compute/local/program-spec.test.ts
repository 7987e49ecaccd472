import { expect, test } from "vitest";
import { type Preparation, programSpec } from "@/lib/compute/local/program-spec";
import type { LocalSettings } from "@/lib/compute/local/settings";
import { objectsIn } from "@/lib/compute/local/testing";
import type { Role, Workload } from "@/lib/compute/workload";

const settings: LocalSettings = {
  objects: objectsIn("/srv/data"),
  dataFolder: "/srv/data",
  runtimeFolder: "/run/cairn",
  python: "/usr/bin/python3",
  shimFolder: "/app/python/shim",
  hiddenFolders: ["/app"],
  programFolders: [],
  buildUid: 60_605,
  drives: true,
};

const role: Role = {
  name: "main",
  replicas: 1,
  environment: { kind: "python", directory: "abc" },
  command: ["python", "/code/train.py", "--data=/data", "/data/train.csv", "/database"],
  variables: { OMP_NUM_THREADS: "3", WHERE: "/data", CAIRN_RUN: "forged" },
  resources: { cpuMilli: 2500, memoryBytes: 2 ** 30, accelerators: {} },
  mounts: [
    { target: "/data", readOnly: false, source: { kind: "files", entries: [] } },
    { target: "/results", readOnly: false, source: { kind: "outputs" } },
  ],
  ports: [{ name: "http", transport: "unix" }],
};
const workload: Workload = { id: "w1", kind: "batch", tenant: { projectId: "p1", uid: 70_000 }, roles: [role] };

const preparation: Preparation = {
  folder: "/srv/data/runs/p1/w1",
  view: "private",
  mountSources: ["/srv/data/inputs/p1/hash", "/srv/data/runs/p1/w1/main-0/outputs"],
  interpreterFolders: ["/srv/python/3.11.7"],
  rendezvousPort: 0,
  tcpPorts: {},
  accelerators: { variables: { CUDA_VISIBLE_DEVICES: "" }, devices: [] },
  start: 2,
};

test("in a private view everything stands where the workload says, and inputs are read-only whatever it says", () => {
  const spec = programSpec(settings, workload, role, 0, preparation);
  expect(spec.argv).toEqual(role.command);
  expect(spec.binds).toContainEqual({ source: "/srv/data/inputs/p1/hash", target: "/data", readOnly: true });
  expect(spec.binds).toContainEqual({ source: "/srv/data/runs/p1/w1/main-0/outputs", target: "/results", readOnly: false });
  expect(spec.binds).toContainEqual({ source: "/srv/python/3.11.7", target: "/srv/python/3.11.7", readOnly: true });
  expect(spec.hidden).toEqual(["/srv/data", "/run/cairn", "/app"]);
  expect(spec.env).toMatchObject({ CAIRN_DATA_DIR: "/data", CAIRN_OUTPUT_DIR: "/results", HOME: "/job/home" });
});

test("where nothing can be mounted, paths of mounts mean the folders that stand for them", () => {
  const spec = programSpec(settings, workload, role, 0, { ...preparation, view: "plain" });
  expect(spec.argv).toEqual(["python", "/code/train.py", "--data=/data", "/srv/data/inputs/p1/hash/train.csv", "/database"]);
  expect(spec.binds).toEqual([]);
  expect(spec.env).toMatchObject({
    WHERE: "/srv/data/inputs/p1/hash",
    CAIRN_DATA_DIR: "/srv/data/inputs/p1/hash",
    CAIRN_INPUT_0: "/srv/data/inputs/p1/hash",
  });
});

test("a program's own variables win over the backend's, but not over the mark that finds its survivors", () => {
  const { env } = programSpec(settings, workload, role, 0, preparation);
  expect(env).toMatchObject({ OMP_NUM_THREADS: "3", MKL_NUM_THREADS: "3", CAIRN_RUN: "w1.main-0.2" });
});

test("the path of a socket fits into an address, however long the ids are", () => {
  const long = { ...workload, id: "x".repeat(64) };
  expect(Buffer.byteLength(programSpec(settings, long, role, 0, preparation).env["CAIRN_SOCKET_HTTP"] ?? "")).toBeLessThanOrEqual(107);
});
