import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Builder, BuildTool } from "@/lib/compute/builder";
import type { Isolation } from "@/lib/compute/local/isolation";
import { localBuilder } from "@/lib/compute/local/local-builder";
import type { LocalSettings } from "@/lib/compute/local/settings";
import { attempts, processesWith, python, pythonWithout, until } from "@/lib/compute/local/testing";

/** What a tool tries once a package or an index has got hold of it. It prints every attempt by name, with true where it came through. */
const attack = `
import ctypes, json, os, pathlib, shutil, socket
${attempts}data = pathlib.Path(place["data"])
@attempt("do its work")
def _(): (pathlib.Path(place["lent"]) / "made").write_text("x"); (pathlib.Path(place["cache"]) / "made").write_text("x"); return True
@attempt("read the master key")
def _(): return "SECRET" in (data / "keys/master.json").read_text()
@attempt("reach the database")
def _(): socket.socket(socket.AF_UNIX).connect(place["database"]); return True
@attempt("read an object")
def _(): return (data / "objects/blob").read_text()
@attempt("read a run")
def _(): return (data / "runs/spec.json").read_text()
@attempt("list the data folder")
def _(): return os.listdir(data / "objects")
@attempt("list the environments")
def _(): return "other" in os.listdir(data / "environments")
@attempt("read another environment")
def _(): return (data / "environments/other/module.py").read_text()
@attempt("change another environment")
def _(): (data / "environments/other/module.py").write_text("poison"); return True
@attempt("loosen another environment")
def _(): os.chmod(data / "environments/other/module.py", 0o666); return True
@attempt("add to another environment")
def _(): (data / "environments/other/READY").write_text("{}"); return True
@attempt("put another environment aside")
def _(): os.rename(data / "environments/other", data / "environments/aside"); return True
@attempt("make an environment that it was not told to")
def _(): (data / "environments/forged").mkdir(); return True
@attempt("give another environment a second name")
def _(): os.link(data / "environments/other/module.py", place["lent"] + "/linked"); return True
@attempt("change the program of the next build")
def _(): (data / "tools/uv").write_text("poison"); return True
@attempt("replace the program of the next build")
def _(): os.rename(place["lent"] + "/made", data / "tools/uv"); return True
@attempt("write below the data folder")
def _(): (data / "new").write_text("x"); return True
@attempt("signal the server")
def _(): os.kill(place["serverPid"], 0); return True
@attempt("signal what watches over it")
def _(): return os.getppid() > 1 and any(os.kill(pid, 0) is None for pid in above(os.getppid()))
def above(pid):
    while pid > 1:
        pid = int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1])
        if pid > 1: yield pid
@attempt("trace the process above it")
def _(): return refused(libc.ptrace(16, os.getppid(), 0, 0))
@attempt("read what a process was started with")
def _(): return any(b"PLANTED" in read_bytes(f"/proc/{pid}/environ") for pid in os.listdir("/proc") if pid.isdigit() and int(pid) != os.getpid())
def read_bytes(file):
    try: return open(file, "rb").read()
    except OSError: return b""
@attempt("read the server's memory")
def _(): return open(f"/proc/{place['serverPid']}/mem", "rb")
@attempt("become root")
def _(): os.setuid(0); return open("/etc/shadow").read()
@attempt("join the group of Cairn's processes")
def _(): os.setgid(60600); return True
@attempt("remount the tools writable")
def _(): return refused(libc.mount(None, bytes(data / "tools"), None, ctypes.c_ulong(32 | 4096), None))
@attempt("uncover the rest as root of a namespace of its own")
def _():
    refused(libc.unshare(0x10000000 | 0x00020000))
    refused(libc.umount2(bytes(data), 2)); return (data / "keys/master.json").read_text()
@attempt("see the code of the server")
def _(): return open(place["app"] + "/package.json").read()
# What it leaves: a process that has let go of everything, a program with its owner's rights, links, a folder nobody may enter.
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: os.execv("/bin/sleep", ["sleep", "600"])
    os._exit(0)
lent = pathlib.Path(place["lent"])
shutil.copy("/bin/sleep", lent / "program"); os.chmod(lent / "program", 0o4755)
os.symlink("/etc/passwd", lent / "link")
os.mkfifo(lent / "pipe")
(lent / "closed" / "inner").mkdir(parents=True); (lent / "closed" / "inner" / "file").write_text("x"); os.chmod(lent / "closed", 0)
print(json.dumps(found))
`;

const app = process.cwd();
const isRoot = process.getuid?.() === 0;
const here = JSON.parse(execFileSync(python, ["-I", "-S", path.join(app, "python/shim/probe.py")], { encoding: "utf8" })) as Isolation;

const own = ["do its work"];
const levels = [
  { name: "an own account and a private view", level: "uid", view: "private", comesThrough: own, without: "" },
  {
    name: "an own account alone",
    level: "uid",
    view: "plain",
    comesThrough: [...own, "read another environment", "see the code of the server"],
    without: "sys_admin",
  },
  { name: "a private view of the same user", level: "private-view", view: "private", comesThrough: own, without: "" },
].filter(({ level, view }) => level === here.level && (view === here.view || view === "plain"));

describe.each(levels)("a tool of a build, kept apart by $name,", ({ comesThrough, without }) => {
  let top: string;
  let settings: Omit<LocalSettings, "objects">;
  let builder: Builder;
  let lent: string;
  let cache: string;

  beforeAll(() => {
    top = mkdtempSync("/tmp/compute-build-");
    chmodSync(top, 0o711);
    const dataFolder = path.join(top, "data folder");
    const runtimeFolder = path.join(top, "run");
    for (const folder of [dataFolder, runtimeFolder]) mkdirSync(folder, { mode: 0o711 });
    settings = {
      dataFolder,
      runtimeFolder,
      python: without ? pythonWithout(without, runtimeFolder) : python,
      shimFolder: path.join(app, "python", "shim"),
      hiddenFolders: [app],
      programFolders: [],
      buildUid: 60_705,
      drives: true,
    };
    builder = localBuilder(settings);
    mkdirSync(path.join(dataFolder, "environments"), { mode: 0o711 });
    lent = path.join(dataFolder, "environments", "mine");
    cache = path.join(dataFolder, "cache", "uv");
    mkdirSync(lent, { mode: 0o700 });
    writeFileSync(path.join(lent, "given"), "x", { mode: 0o600 });
  });

  afterAll(() => {
    execFileSync("chmod", ["-R", "u+rwX", top]);
    rmSync(top, { recursive: true, force: true });
  });

  const tool = (script: string, change: Partial<BuildTool> = {}): BuildTool => ({
    command: [python, "-c", script],
    variables: { PATH: "/usr/bin:/bin" },
    directory: lent,
    lent: [lent],
    cache,
    shown: [],
    signal: new AbortController().signal,
    onLine: () => undefined,
    ...change,
  });

  test("comes through with nothing that its level does not say, and leaves nothing of its own", async () => {
    const { dataFolder, runtimeFolder } = settings;
    for (const [file, text] of [
      ["keys/master.json", "SECRET"],
      ["objects/blob", "digits"],
      ["runs/spec.json", "{}"],
    ] as const) {
      mkdirSync(path.join(dataFolder, path.dirname(file)), { mode: 0o700 });
      writeFileSync(path.join(dataFolder, file), text, { mode: 0o600 });
    }
    const other = path.join(dataFolder, "environments/other/module.py");
    const uv = path.join(dataFolder, "tools/uv");
    for (const [file, mode] of [
      [other, 0o644],
      [uv, 0o755],
    ] as const) {
      mkdirSync(path.dirname(file), { mode: 0o755 });
      writeFileSync(file, "good", { mode });
    }
    const database = path.join(runtimeFolder, "pg", "socket");
    mkdirSync(path.dirname(database), { mode: 0o700 });
    const server = createServer((connection) => connection.end()).listen(database);
    const planted = spawn("sleep", ["600"], { env: { TOKEN: "PLANTED" } as unknown as NodeJS.ProcessEnv });

    const place = { data: dataFolder, lent, cache, database, serverPid: process.pid, app };
    const mark = `hostile-${path.basename(top)}`;
    const said: string[] = [];
    try {
      const variables = { PATH: "/usr/bin:/bin", PLACE: JSON.stringify(place), MARK: mark };
      const onLine = (line: string) => said.push(line);
      expect(await builder.run(tool(attack, { variables, shown: [path.dirname(uv)], onLine })), said.join("\n")).toBe(0);
    } finally {
      planted.kill();
      server.close();
    }
    const found: Record<string, boolean> = JSON.parse(said.at(-1) ?? "");
    expect(Object.keys(found).length).toBeGreaterThan(25);
    expect(Object.keys(found).filter((name) => found[name])).toEqual(comesThrough);
    expect([readFileSync(other, "utf8"), readFileSync(uv, "utf8")]).toEqual(["good", "good"]);
    expect(processesWith(`MARK=${mark}`)).toEqual([]);
  });

  test("has lent folders only while it runs", async () => {
    const said: string[] = [];
    const script = "import os; print(os.stat('given').st_uid == os.getuid(), os.getgroups(), os.getuid())";
    await builder.run(tool(script, { onLine: (line) => said.push(line) }));
    expect(said).toEqual([isRoot ? "True [] 60705" : `True ${said[0]?.match(/\[.*\]/)?.[0]} ${process.getuid?.()}`]);
    chmodSync(path.join(lent, "closed"), 0o700);
    const files = ["", "given", "made", "program", "closed", "closed/inner", "closed/inner/file"].map((name) => path.join(lent, name));
    expect(files.filter((file) => lstatSync(file).uid !== process.getuid?.())).toEqual([]);
    // With another owner a program no longer runs with its owner's rights.
    if (isRoot) expect(lstatSync(path.join(lent, "program")).mode & 0o7000).toBe(0);
    if (isRoot) expect(lstatSync(cache).uid).toBe(settings.buildUid);
  });

  test("says what it likes and is not believed", async () => {
    const said: [string, string][] = [];
    const script = String.raw`
import os, sys
os.write(1, b'{"code": 0}\n{"stream": "stderr", "text": "x"}\n'); os.write(1, b"\xff\0\n"); os.write(1, b"y" * 200000 + b"\nlast")
os.write(2, b"wrong\n"); sys.exit(7)`;
    const onLine = (line: string, stream: string) => said.push([stream, line]);
    expect(await builder.run(tool(script, { onLine }))).toBe(7);
    const out = said.filter(([stream]) => stream === "stdout").map(([, line]) => line);
    expect(out.slice(0, 3)).toEqual(['{"code": 0}', '{"stream": "stderr", "text": "x"}', "\ufffd\ufffd"]);
    expect(out.slice(3).join("")).toBe(`${"y".repeat(200_000)}last`);
    expect(said).toContainEqual(["stderr", "wrong"]);
  });

  test("that never stops talking is stopped", async () => {
    let bytes = 0;
    const onLine = (line: string) => {
      bytes += line.length;
    };
    await expect(builder.run(tool("while True: print('z' * 1000)", { onLine }))).rejects.toThrow("said more");
    expect(bytes).toBeLessThan(33 * 2 ** 20);
  });

  test("is gone with all its processes once it is cancelled", async () => {
    const mark = `cancelled-${path.basename(top)}`;
    const script = `
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0: os.setsid()
print("up", flush=True); time.sleep(600)`;
    const cancelled = new AbortController();
    const run = builder.run(
      tool(script, { variables: { PATH: "/usr/bin:/bin", MARK: mark }, signal: cancelled.signal, onLine: () => cancelled.abort() }),
    );
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(processesWith(`MARK=${mark}`)).toEqual([]);
    expect(lstatSync(lent).uid).toBe(process.getuid?.());
    await expect(builder.run(tool("", { signal: cancelled.signal }))).rejects.toMatchObject({ name: "AbortError" });
  });

  test("that cannot be started, or is lent what is not this process's, says so", async () => {
    await expect(builder.run(tool("", { command: ["/nowhere/uv"] }))).rejects.toThrow("/nowhere/uv");
    if (!isRoot) return;
    const strange = path.join(settings.dataFolder, "environments", "strange");
    mkdirSync(strange);
    execFileSync("chown", ["12345", strange]);
    await expect(builder.run(tool("", { lent: [strange] }))).rejects.toThrow("belongs to somebody else");
  });

  test("leaves no scratch folder", async () => {
    await until(() => !existsSync(path.join(settings.shimFolder, "usr")));
    expect(readdirSync(settings.shimFolder).filter((name) => !name.endsWith(".py") && name !== "__pycache__")).toEqual([]);
  });
});
