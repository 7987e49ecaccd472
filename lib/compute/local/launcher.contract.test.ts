import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { computeContract } from "@/lib/compute/contract";
import { localBuilder } from "@/lib/compute/local/local-builder";
import { readLine } from "@/lib/compute/local/read-line";
import { type LocalHarness, localHarness, processesWith, python, until } from "@/lib/compute/local/testing";

/** One file without anything beside it, so that it starts anywhere. */
async function bundleLauncher(outfile: string): Promise<void> {
  await build({
    entryPoints: ["processes/launcher/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["react-server"],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: "silent",
  });
}

const isRoot = process.getuid?.() === 0;
const worker = { uid: 60_702, gid: 60_700 };
const buildUid = 60_605;

/** As `npm start` does it as root: the launcher keeps root, the backend runs under the worker's account. */
describe.skipIf(!isRoot)("with a launcher, which only root can start", () => {
  let top: string;
  let launcher: ChildProcess;
  let harness: LocalHarness;

  beforeAll(async () => {
    top = mkdtempSync("/tmp/compute-launcher-");
    const socket = path.join(top, "launcher", "socket");
    harness = localHarness({ launcherSocket: socket, drives: false });
    const { dataFolder, runtimeFolder } = harness.settings;
    for (const folder of [top, dataFolder, runtimeFolder]) chownSync(folder, worker.uid, worker.gid);
    const outfile = path.join(top, "launcher.mjs");
    await bundleLauncher(outfile);
    launcher = spawn(process.execPath, [outfile], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: {
        NODE_ENV: "test",
        DATABASE_URL: "postgresql://none.invalid/",
        CAIRN_LOG_LEVEL: "silent",
        CAIRN_DATA: dataFolder,
        CAIRN_RUNTIME: runtimeFolder,
        CAIRN_PYTHON: python,
        CAIRN_LAUNCHER_SOCKET: socket,
        CAIRN_WORKER_UID: String(worker.uid),
        CAIRN_GROUP: String(worker.gid),
      },
    });
    await Promise.race([once(launcher, "message"), once(launcher, "exit").then(() => Promise.reject(new Error("the launcher ended")))]);
    process.umask(0o007);
    process.setegid?.(worker.gid);
    process.seteuid?.(worker.uid);
  });

  afterAll(async () => {
    process.seteuid?.(0);
    process.setegid?.(0);
    await harness.dispose();
    launcher.kill();
    rmSync(top, { recursive: true, force: true });
  });

  computeContract("the local backend under a worker's account", async () => {
    await harness.renew({ drives: true });
    return { ...harness, dispose: async () => undefined };
  });

  test("a request for anything but a run folder and a project's account is refused", async () => {
    const { dataFolder } = harness.settings;
    const ask = async (request: unknown) => {
      const connection = createConnection(harness.settings.launcherSocket ?? "");
      connection.write(`${JSON.stringify(request)}\n`);
      return JSON.parse(await readLine(connection)) as { error?: string };
    };
    for (const request of [
      { act: "tenant", uid: 0, tenant: { verb: "list", folder: `${dataFolder}/runs/a/b` } },
      { act: "tenant", uid: worker.uid, tenant: { verb: "list", folder: `${dataFolder}/runs/a/b` } },
      { act: "tenant", uid: 200_001, tenant: { verb: "list", folder: "/etc" } },
      { act: "tenant", uid: 200_001, tenant: { verb: "erase", folders: [`${dataFolder}/runs/../keys`] } },
      { act: "run", command: ["id"] },
      { act: "build", spec: { ...buildSpec(), lent: [`${dataFolder}/keys`] } },
      { act: "build", spec: { ...buildSpec(), uid: 0 } },
    ]) {
      expect((await ask(request)).error, JSON.stringify(request)).toBeTypeOf("string");
    }
  });

  /** A folder that the worker made, and what may be done in it. */
  function buildSpec(script = "", mark = "") {
    const { dataFolder } = harness.settings;
    const lent = path.join(dataFolder, "environments", "mine");
    const cache = path.join(dataFolder, "cache", "uv");
    const env = { PATH: "/usr/bin:/bin", MARK: mark };
    return { argv: [python, "-c", script], cwd: lent, env, view: "private", lent: [lent], cache, shown: [] };
  }

  test("a tool of a build has an account of its own, in no group, and its folder is the worker's again afterwards", async () => {
    const { dataFolder } = harness.settings;
    process.seteuid?.(0);
    chownSync(path.join(dataFolder, "environments"), worker.uid, worker.gid);
    process.seteuid?.(worker.uid);
    const { argv, cwd, env, lent, cache, shown } = buildSpec(
      "import os, pathlib; pathlib.Path('made').write_text('x'); print(os.getuid(), os.getgid(), os.getgroups(), os.stat('.').st_uid)",
    );
    mkdirSync(cwd, { mode: 0o700 });
    const said: string[] = [];
    const code = await localBuilder(harness.settings).run({
      command: argv,
      variables: env,
      directory: cwd,
      lent,
      cache,
      shown,
      signal: new AbortController().signal,
      onLine: (line) => said.push(line),
    });
    expect([code, said]).toEqual([0, [`${buildUid} ${buildUid} [] ${buildUid}`]]);
    expect([cwd, path.join(cwd, "made")].map((file) => lstatSync(file).uid)).toEqual([worker.uid, worker.uid]);
    expect(lstatSync(cache).uid).toBe(buildUid);
  });

  test.each(["leaves", "is killed"])("a tool of a build ends when the worker that asked for it %s", async (how) => {
    const mark = `mark-${how}-${path.basename(top)}`;
    const script = "import os, time; print('up', flush=True); os.fork() or os.setsid(); time.sleep(600)";
    const connection = createConnection(harness.settings.launcherSocket ?? "");
    connection.write(`${JSON.stringify({ act: "build", spec: buildSpec(script, mark) })}\n`);
    expect(JSON.parse(await readLine(connection))).toEqual({});
    expect(JSON.parse(await readLine(connection))).toEqual({ stream: "stdout", text: "up" });
    process.seteuid?.(0);
    expect(processesWith(`MARK=${mark}`).length).toBeGreaterThan(0);
    if (how === "leaves") connection.end();
    else connection.destroy();
    await until(() => processesWith(`MARK=${mark}`).length === 0 && lstatSync(buildSpec().cwd).uid === worker.uid);
    process.seteuid?.(worker.uid);
    connection.destroy();
  });
});
