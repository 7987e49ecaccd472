import { execFileSync } from "node:child_process";
import { chmodSync, createReadStream, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LocalContractHarness, ReplicaPlan } from "@/lib/compute/contract";
import { type LocalBackend, localBackend } from "@/lib/compute/local/local-backend";
import type { LocalSettings, ObjectSource } from "@/lib/compute/local/settings";
import type { Role, Workload } from "@/lib/compute/workload";
import { newId } from "@/lib/id";

export const python = "/usr/bin/python3";
const tenantUid = 200_001;

export interface LocalHarness extends LocalContractHarness {
  readonly backend: () => LocalBackend;
  readonly settings: LocalSettings;
  renew(change?: Partial<LocalSettings>): Promise<void>;
  /** Launches one replica that runs a Python script; anything else of the workload may be changed. */
  run(script: string, change?: { role?: Partial<Role>; workload?: Partial<Workload> }): Promise<string>;
}

/** A local backend on a data folder of its own, with a space in its path, and a bare Python environment. */
export function localHarness(change: Partial<LocalSettings> = {}, base = "/tmp"): LocalHarness {
  const top = mkdtempSync(path.join(base, "compute-"));
  const dataFolder = path.join(top, "data folder");
  const runtimeFolder = path.join(top, "run");
  for (const folder of [top, dataFolder, runtimeFolder]) {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
  }
  execFileSync("chmod", ["711", top, dataFolder, runtimeFolder]);
  makeEnvironment(path.join(dataFolder, "environments", "plain"));
  const app = process.cwd();
  let settings: LocalSettings = {
    dataFolder,
    objects: objectsIn(dataFolder),
    runtimeFolder,
    python,
    shimFolder: path.join(app, "python", "shim"),
    hiddenFolders: [app],
    programFolders: [path.join(app, "python")],
    buildUid: 60_705,
    drives: true,
    ...change,
  };
  let backend = localBackend(settings);
  const launched = new Set<string>();

  const launch = async (workload: Workload) => {
    await backend.launch(workload);
    launched.add(workload.id);
    return workload.id;
  };

  return {
    get settings() {
      return settings;
    },
    backend: () => backend,
    launch: (plans, { id = newId() } = {}) => launch(planned(id, plans)),
    run: (script, { role, workload } = {}) => launch({ ...scripted(newId(), script, role), ...workload }),
    async renew(change = {}) {
      backend.close();
      settings = { ...settings, ...change };
      backend = localBackend(settings);
    },
    async dispose() {
      for (const id of launched) await backend.stop(id);
      await until(async () =>
        [...(await backend.observe([...launched])).values()].every((seen) => seen === "absent" || isOver(seen.phase)),
      );
      backend.close();
      execFileSync("chmod", ["-R", "u+rwX", top]);
      rmSync(top, { recursive: true, force: true });
    },
  };
}

function isOver(phase: string): boolean {
  return phase === "succeeded" || phase === "failed";
}

export async function until(isTrue: () => Promise<boolean> | boolean, milliseconds = 20_000): Promise<void> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; ) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("did not become true in time");
}

/** Processes that were started with a variable, such as `MARK=x`, as far as this process may look. */
export function processesWith(variable: string): number[] {
  const isOne = (pid: number) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(variable);
    } catch {
      return false;
    }
  };
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && isOne(pid));
}

export function makeEnvironment(folder: string): void {
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 });
  execFileSync("chmod", ["755", path.dirname(folder)]);
  execFileSync(python, ["-I", "-m", "venv", "--without-pip", folder]);
}

export function scripted(id: string, script: string, role: Partial<Role> = {}): Workload {
  return {
    id,
    kind: "batch",
    tenant: { projectId: "project-a", uid: tenantUid },
    graceSeconds: 1,
    roles: [
      {
        name: "worker",
        replicas: 1,
        environment: { kind: "python", directory: "plain" },
        command: ["python", "/code/main.py"],
        variables: {},
        resources: { cpuMilli: 1000, memoryBytes: 256 * 2 ** 20, accelerators: {} },
        mounts: [{ target: "/code", readOnly: true, source: { kind: "inline", files: { "main.py": script } } }],
        ports: [],
        ...role,
      },
    ],
  };
}

/** One script for all ranks: each does what its plan says. */
function planned(id: string, plans: readonly ReplicaPlan[]): Workload {
  const script = `
import json, os, pathlib, signal, sys, time
plan = json.loads(os.environ["PLANS"])[int(os.environ["CAIRN_RANK"])]
if plan["end"] == "when killed": signal.signal(signal.SIGTERM, signal.SIG_IGN)
for line in plan.get("lines", []): print(line)
for line in plan.get("errors", []): print(line, file=sys.stderr)
with open(os.environ["CAIRN_METRICS_FILE"], "a") as metrics:
    for line in plan.get("metrics", []): metrics.write(line + "\\n")
for name, text in plan.get("outputs", {}).items():
    file = pathlib.Path(os.environ["CAIRN_OUTPUT_DIR"]) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
end = plan["end"]
if end in ("when told", "when killed"): time.sleep(600)
if end == "SIGKILL": os.kill(os.getpid(), signal.SIGKILL)
sys.exit(end)
`;
  return scripted(id, script, { replicas: plans.length, variables: { PLANS: JSON.stringify(plans) } });
}

export function objectsIn(dataFolder: string): ObjectSource {
  const file = (key: string) => path.join(dataFolder, "objects", key);
  return { file, read: async (key, { start, end }) => createReadStream(file(key), { start, end: end - 1 }) };
}

export function writeObject(settings: LocalSettings, key: string, content: string): void {
  const file = path.join(settings.dataFolder, "objects", key);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  writeFileSync(file, content);
}

/** What a hostile Python program begins with, behind its imports: `@attempt(name)` notes in `found` whether an action came through. */
export const attempts = `libc = ctypes.CDLL(None, use_errno=True)
place = json.loads(os.environ["PLACE"])
found = {}
def attempt(name):
    def run(action):
        try: found[name] = bool(action())
        except Exception: found[name] = False
    return run
def refused(result):
    if result != 0: raise OSError(ctypes.get_errno())
    return True
`;

/** An interpreter that has lost a right of root's, such as the one to mount, as in a container that was given little. */
export function pythonWithout(right: string, folder: string): string {
  const wrapper = path.join(folder, "python");
  writeFileSync(wrapper, `#!/bin/sh\nexec setpriv --bounding-set -${right} ${python} "$@"\n`);
  chmodSync(wrapper, 0o755);
  return wrapper;
}
