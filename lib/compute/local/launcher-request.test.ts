import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BuildSpec } from "@/lib/compute/local/build-spec";
import { type Bounds, checkRequest, launcherRequest } from "@/lib/compute/local/launcher-request";
import type { RunSpec } from "@/lib/compute/local/run-spec";

let bounds: Bounds;
let folder: string;
beforeAll(() => {
  const dataFolder = mkdtempSync("/tmp/compute-bounds-");
  bounds = { dataFolder, runtimeFolder: "/run/cairn", firstTenantUid: 61_600 };
  folder = path.join(dataFolder, "runs/p1/w1/main-0");
  mkdirSync(folder, { recursive: true });
  symlinkSync("/etc", path.join(dataFolder, "runs/p1/w1/linked-0"));
  for (const name of ["environments/mine", "environments/mine/lib", "cache/uv", "tools/uv-1", "keys", "objects"]) {
    mkdirSync(path.join(dataFolder, name), { recursive: true });
  }
  symlinkSync(path.join(dataFolder, "keys"), path.join(dataFolder, "environments/linked"));
});
afterAll(() => rmSync(bounds.dataFolder, { recursive: true }));

const spec = (change: Partial<RunSpec>): RunSpec => ({
  argv: ["python"],
  cwd: "/job/work",
  env: {},
  tenantUid: 61_601,
  view: "private",
  group: "w1.main-0",
  binds: [],
  hidden: [],
  devices: [],
  owned: [],
  metricsFile: null,
  socketFolder: null,
  limits: { cpuMilli: 1, memoryBytes: 1, pids: 1, maxRunSeconds: null, graceSeconds: 1, rlimits: {} },
  log: { segmentBytes: 1, segments: 1 },
  ...change,
});
const ask =
  (change: Partial<RunSpec>, where = folder) =>
  () =>
    checkRequest(launcherRequest.parse({ act: "shim", folder: where, spec: spec(change) }), bounds);

test("a program of a project, with its own folders and read-only things, may start", () => {
  const binds = [
    { source: path.join(folder, "work"), target: "/job/work", readOnly: false },
    { source: path.join(bounds.dataFolder, "inputs/p1/h"), target: "/data", readOnly: true },
    { source: "/srv/python/3.11.7", target: "/srv/python/3.11.7", readOnly: true },
    { source: "/run/cairn/w/abc", target: "/run/cairn/w/abc", readOnly: false },
  ];
  expect(ask({ binds, owned: [path.join(folder, "work")], socketFolder: "/run/cairn/w/abc" })).not.toThrow();
});

test.each<[string, Partial<RunSpec>]>([
  ["root", { tenantUid: 0 }],
  ["an account of Cairn's", { tenantUid: 60_602 }],
  ["a folder of the machine to write to", { binds: [{ source: "/etc", target: "/x", readOnly: false }] }],
  ["the whole machine", { binds: [{ source: "/", target: "/x", readOnly: true }] }],
  ["the sockets of others", { socketFolder: "/run/cairn/pg" }],
  ["a device that is none", { devices: ["/etc/passwd"] }],
])("%s is refused", (_, change) => {
  expect(ask(change)).toThrow();
});

test("nothing of the data folder is shown but inputs and environments, and none of it given away", () => {
  for (const name of ["..", "keys", "objects", "database", "runs/p2/w2/main-0", "."]) {
    const source = path.join(bounds.dataFolder, name);
    expect(ask({ binds: [{ source, target: "/x", readOnly: true }] }), name).toThrow();
    expect(ask({ owned: [source] }), name).toThrow();
    expect(ask({ metricsFile: source }), name).toThrow();
  }
  expect(ask({ binds: [{ source: path.join(bounds.dataFolder, "inputs/p1/h"), target: "/x", readOnly: false }] })).toThrow();
  expect(ask({ owned: [`${folder}/../../w2/main-0/work`] })).toThrow();
});

test("a run folder is a real folder three steps below runs", () => {
  for (const where of [
    "/etc",
    path.dirname(folder),
    `${folder}/work`,
    `${bounds.dataFolder}/runs/p1/w1/linked-0`,
    `${bounds.dataFolder}/runs/p1/../../keys`,
  ]) {
    expect(ask({}, where), where).toThrow();
  }
});

const build = (change: Record<string, unknown> = {}) => {
  const at = (name: string) => path.join(bounds.dataFolder, name);
  const spec: BuildSpec = {
    argv: [at("tools/uv-1/uv"), "pip", "sync"],
    cwd: at("environments/mine"),
    env: {},
    view: "private",
    lent: [at("environments/mine")],
    cache: at("cache/uv"),
    shown: [at("tools/uv-1"), "/srv/python/3.11.7", "/etc/ssl/certs"],
  };
  return () => checkRequest(launcherRequest.parse({ act: "build", spec: { ...spec, ...change } }), bounds);
};

test("a build may change its environment and the package cache, and see its tools", () => {
  expect(build()).not.toThrow();
});

test("a build is lent no folder but real ones of environments, and keeps none but that of packages", () => {
  for (const name of [
    "keys",
    "objects",
    "tools/uv-1",
    "environments",
    "environments/mine/lib",
    "environments/linked",
    "environments/missing",
    "environments/../keys",
    "environments/.",
    "cache/uv",
    ".",
  ]) {
    expect(build({ lent: [`${bounds.dataFolder}/${name}`] }), name).toThrow();
    if (name !== "cache/uv") expect(build({ cache: `${bounds.dataFolder}/${name}` }), name).toThrow();
  }
  expect(build({ lent: ["/etc"] })).toThrow();
  expect(build({ lent: ["environments/mine"] })).toThrow();
});

test("a build is shown nothing of the data folder but tools, and chooses no account", () => {
  for (const name of ["", "/keys", "/objects", "/environments/mine", "/tools", "/tools/../keys", "/.."]) {
    expect(build({ shown: [`${bounds.dataFolder}${name}`] }), name).toThrow();
  }
  for (const shown of ["/", "/run/cairn/pg", "/run", "relative"]) expect(build({ shown: [shown] }), shown).toThrow();
  for (const wish of [{ uid: 0 }, { tenantUid: 0 }, { binds: [] }, { hidden: [] }, { devices: ["/dev/sda"] }])
    expect(build(wish)).toThrow();
});
