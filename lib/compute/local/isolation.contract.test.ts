import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstLine, lines, observedAs } from "@/lib/compute/contract";
import { layOutInputs } from "@/lib/compute/local/input-cache";
import type { Isolation } from "@/lib/compute/local/isolation";
import { attempts, type LocalHarness, localHarness, python, pythonWithout, writeObject } from "@/lib/compute/local/testing";
import type { Mount } from "@/lib/compute/workload";

/** What a hostile program tries. It prints every attempt by name, with true where it came through. */
const attack = `
import ctypes, json, os, pathlib, signal, socket
${attempts}data = pathlib.Path(os.environ["CAIRN_DATA_DIR"]) / "train.csv"
@attempt("overwrite an input")
def _(): data.write_text("poison"); return True
@attempt("loosen an input")
def _(): os.chmod(data, 0o666); data.write_text("poison"); return True
@attempt("replace an input")
def _(): os.remove(data); data.write_text("poison"); return True
@attempt("add an input")
def _(): (data.parent / "new").write_text("x"); return True
@attempt("remount the inputs writable")
def _(): return refused(libc.mount(None, bytes(data.parent), None, ctypes.c_ulong(32 | 4096), None))
@attempt("unmount what covers the rest")
def _(): return refused(libc.umount2(bytes(data.parent), 2))
@attempt("remount as root of a namespace of its own")
def _():
    refused(libc.unshare(0x10000000 | 0x00020000))
    refused(libc.mount(None, bytes(data.parent), None, ctypes.c_ulong(32 | 4096), None)); data.write_text("poison"); return True
@attempt("change the environment")
def _(): (pathlib.Path(os.environ["VIRTUAL_ENV"]) / "bin" / "evil").write_text("x"); return True
@attempt("read the master key")
def _(): return "SECRET" in pathlib.Path(place["key"]).read_text()
@attempt("reach the database")
def _(): socket.socket(socket.AF_UNIX).connect(place["database"]); return True
@attempt("read another project's run")
def _(): return pathlib.Path(place["other"], "spec.json").read_text()
@attempt("list another project's outputs")
def _(): os.listdir(place["other"] + "/outputs"); return True
@attempt("write into another project's run")
def _(): pathlib.Path(place["other"], "work", "x").write_text("x"); return True
@attempt("read another project's inputs")
def _(): return os.listdir(place["inputs"])
@attempt("read its own token's specification")
def _(): return pathlib.Path(place["data"], "runs", "project-a").is_dir() and os.listdir(place["data"] + "/runs/project-a")
@attempt("signal another project's program")
def _(): os.kill(place["otherPid"], 0); return True
@attempt("signal the server")
def _(): os.kill(place["serverPid"], 0); return True
@attempt("read what a process was started with")
def _(): return any(b"PLANTED" in read_bytes(f"/proc/{pid}/environ") for pid in os.listdir("/proc") if pid.isdigit() and int(pid) != os.getpid())
def read_bytes(file):
    try: return open(file, "rb").read()
    except OSError: return b""
@attempt("trace the process above it")
def _(): return refused(libc.ptrace(16, os.getppid(), 0, 0))
@attempt("become root")
def _(): os.setuid(0); return open("/etc/shadow").read()
@attempt("read the host's passwords")
def _(): return open("/etc/shadow").read()
@attempt("replace the file of its metrics")
def _(): os.remove(os.environ["CAIRN_METRICS_FILE"]); os.symlink("/etc/passwd", os.environ["CAIRN_METRICS_FILE"]); return True
@attempt("reach the control groups")
def _(): open("/sys/fs/cgroup/memory/cgroup.procs", "w").write("0"); return True
@attempt("see the code of the server")
def _(): return open(place["app"] + "/package.json").read()
print(json.dumps(found))
`;

const isRoot = process.getuid?.() === 0;
const app = process.cwd();

const here = JSON.parse(execFileSync(python, ["-I", "-S", path.join(app, "python/shim/probe.py")], { encoding: "utf8" })) as Isolation;
const nothing: readonly string[] = [];

/** What this machine can do; root also without the right to mount, as in a container that was given little. */
const levels = [
  { name: "an own uid and a private view", level: "uid", view: "private", comesThrough: nothing, without: "" },
  { name: "an own uid alone", level: "uid", view: "plain", comesThrough: ["see the code of the server"], without: "sys_admin" },
  { name: "a private view of the same user", level: "private-view", view: "private", comesThrough: nothing, without: "" },
].filter(({ level, view }) => level === here.level && (view === here.view || view === "plain"));

test.skipIf(levels.length > 0)(`programs cannot be kept apart here, and the probe says so: ${here.reason}`, () => {
  expect(here.level).toBe("none");
});

describe.each(levels)("a hostile program, kept apart by $name,", ({ level, view, comesThrough, without }) => {
  let harness: LocalHarness;
  let database: Server;
  let found: Record<string, boolean>;
  const entries = [{ path: "train.csv", size: 6, objectKey: "blobs/aa/train", objectOffset: 0, sha256: "1".repeat(64) }];

  beforeAll(async () => {
    harness = localHarness();
    if (without) await harness.renew({ python: pythonWithout(without, harness.settings.runtimeFolder) });
    const { dataFolder, runtimeFolder } = harness.settings;
    const key = path.join(dataFolder, "keys", "master.json");
    mkdirSync(path.dirname(key), { mode: 0o700 });
    writeFileSync(key, "SECRET", { mode: 0o600 });
    const socket = path.join(runtimeFolder, "pg", ".s.PGSQL.5432");
    mkdirSync(path.dirname(socket), { mode: 0o700 });
    database = createServer((connection) => connection.end()).listen(socket);
    writeObject(harness.settings, "blobs/aa/train", "digits");
    const inputs: Mount = { target: "/data", readOnly: true, source: { kind: "files", entries } };

    const other = await harness.run("import time; print('up', flush=True); time.sleep(600)", {
      workload: { tenant: { projectId: "project-b", uid: 200_002 } },
      role: { mounts: [code("import time; print('up', flush=True); time.sleep(600)"), inputs], variables: { TOKEN: "PLANTED" } },
    });
    await firstLine(harness, other);
    const otherRun = path.join(dataFolder, "runs", "project-b", other, "worker-0");
    const place = {
      key,
      database: socket,
      data: dataFolder,
      other: otherRun,
      inputs: path.join(dataFolder, "inputs", "project-b"),
      otherPid: JSON.parse(readFileSync(path.join(otherRun, "state.json"), "utf8")).pid,
      serverPid: process.pid,
      app,
    };
    const id = await harness.run("", { role: { mounts: [code(attack), inputs], variables: { PLACE: JSON.stringify(place) } } });
    await observedAs(harness, id, "succeeded");
    found = JSON.parse((await lines(harness, id)).at(-1)?.text ?? "");
  });

  afterAll(async () => {
    database.close();
    await harness.dispose();
  });

  test("comes through with nothing that its level does not say", () => {
    expect(Object.keys(found).length).toBeGreaterThan(20);
    expect(Object.keys(found).filter((name) => found[name])).toEqual(comesThrough);
  });

  test("has changed no stored object and no input of the next program", async () => {
    expect(readFileSync(path.join(harness.settings.dataFolder, "objects/blobs/aa/train"), "utf8")).toBe("digits");
    const cache = await layOutInputs(harness.settings, "project-a", entries, () => undefined);
    expect(readFileSync(path.join(cache, "train.csv"), "utf8")).toBe("digits");
  });

  test("and the machine says how it was kept apart", async () => {
    expect(await harness.backend().isolation()).toMatchObject({ level, view });
    expect((await harness.backend().nodes())[0]?.isolation).toBe(level);
  });
});

/** A user of a namespace in which no further one may be made: what many containers and distributions allow. */
const withoutNamespaces = `
import ctypes, os, sys
ready, go = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    ctypes.CDLL(None).unshare(0x10000000)
    os.write(ready[1], b"x"); os.read(go[0], 1)
    open("/proc/sys/user/max_user_namespaces", "w").write("0")
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
    os.execv(sys.argv[1], [sys.argv[1], "-I", "-S", sys.argv[2]])
os.read(ready[0], 1)
for name in ("uid_map", "gid_map"): open(f"/proc/{child}/{name}", "w").write("0 0 70000")
os.write(go[1], b"x"); os.waitpid(child, 0)
`;

test.skipIf(!isRoot)("where a user may not make namespaces, programs are not kept apart, and the probe says so", () => {
  const said = execFileSync(python, ["-c", withoutNamespaces, python, path.join(app, "python/shim/probe.py")], { encoding: "utf8" });
  expect(JSON.parse(said)).toMatchObject({ level: "none", view: "plain" });
});

function code(script: string): Mount {
  return { target: "/code", readOnly: true, source: { kind: "inline", files: { "main.py": script } } };
}
