import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import path from "node:path";
import { PassThrough, pipeline, type Readable, type Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type BuildPlace, type BuildSpec, buildProgram } from "@/lib/compute/local/build-spec";
import { emptyEnvironment, type Isolation, probeIsolation } from "@/lib/compute/local/isolation";
import { readLine } from "@/lib/compute/local/read-line";
import type { RunSpec } from "@/lib/compute/local/run-spec";
import type { LocalSettings } from "@/lib/compute/local/settings";
import { AppError } from "@/lib/errors";

/** What a program left is only ever touched under the program's own rights. */
export type TenantAct =
  | { readonly verb: "list"; readonly folder: string }
  | { readonly verb: "read"; readonly folder: string; readonly path: string }
  | { readonly verb: "erase"; readonly folders: readonly string[] }
  | { readonly verb: "sweep"; readonly mark: string };

/** A tool of a build under way: what `build.py` says, and how to end it. Destroying the output ends it too. */
export interface RunningBuild {
  readonly output: Readable;
  readonly cancel: () => void;
}

/** Starts what needs other rights than this process has. */
export interface Spawner {
  /** Starts a shim on a run folder. It outlives this process; what becomes of it stands in the folder. */
  shim(folder: string, spec: RunSpec): Promise<void>;
  /** What the act writes. */
  tenant(uid: number, act: TenantAct): Promise<Readable>;
  /** Runs a tool of a build, which ends with this process. */
  build(spec: BuildSpec): Promise<RunningBuild>;
  /** How well programs are kept apart that are started this way. */
  probe(): Promise<Isolation>;
}

/** Without a launcher this process does it itself, and as root gives every program its own uid all the same. */
export function spawnerOf(settings: Omit<LocalSettings, "objects">): Spawner {
  return settings.launcherSocket ? launcherSpawner(settings.launcherSocket) : directSpawner(settings);
}

const launcherMs = 5000;
const appendOwn = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

export interface ShimOwner {
  readonly uid: number;
  readonly gid: number;
}

export function directSpawner(settings: Pick<LocalSettings, "python" | "shimFolder"> & BuildPlace, owner?: ShimOwner): Spawner {
  const rights = owner ? ["--uid", String(owner.uid), "--gid", String(owner.gid)] : [];
  const run = (script: string, words: readonly string[]) => ["-I", "-S", path.join(settings.shimFolder, script), ...words];
  return {
    shim(folder, spec) {
      const complaints = openSync(path.join(folder, "shim.err"), appendOwn, 0o600);
      const child = spawn(settings.python, run("shim.py", [folder, ...rights]), {
        detached: true,
        stdio: ["pipe", "ignore", complaints],
        env: emptyEnvironment,
        cwd: "/",
      });
      closeSync(complaints);
      return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.stdin?.once("error", reject);
        child.stdin?.end(JSON.stringify(spec), () => {
          child.unref();
          resolve();
        });
      });
    },
    async tenant(uid, act) {
      const child = spawn(settings.python, run("tenant.py", ["--uid", String(uid), ...words(act)]), {
        stdio: ["ignore", "pipe", "ignore"],
        env: emptyEnvironment,
        cwd: "/",
      });
      return held(child);
    },
    async build(spec) {
      const words = [...rights, "--build-uid", String(settings.buildUid)];
      const child = spawn(settings.python, run("build.py", words), { stdio: ["pipe", "pipe", "inherit"], env: emptyEnvironment, cwd: "/" });
      child.stdin.on("error", () => undefined);
      child.stdin.write(`${JSON.stringify(buildProgram(settings, spec))}\n`);
      const cancel = () => child.stdin.end();
      return { output: held(child).once("close", cancel), cancel };
    },
    probe: () => probeIsolation(settings),
  };
}

/** Node drains the output of a program that has exited when nobody reads it yet: here it waits for its reader. */
function held(child: ChildProcessByStdio<Writable | null, Readable, null>): PassThrough {
  const answer = new PassThrough();
  child.once("error", (error) => answer.destroy(error));
  pipeline(child.stdout, answer, () => undefined);
  return answer;
}

function words(act: TenantAct): string[] {
  switch (act.verb) {
    case "list":
      return ["--", act.verb, act.folder];
    case "read":
      return ["--", act.verb, act.folder, act.path];
    case "erase":
      return ["--", act.verb, ...act.folders];
    case "sweep":
      return ["--", act.verb, act.mark];
  }
}

/** One connection a request: a line of JSON there, a line of JSON back, then the bytes of the answer. */
function launcherSpawner(socket: string): Spawner {
  const ask = async (request: unknown): Promise<Socket> => {
    const connection = await connect(socket);
    const answer = readLine(connection);
    connection.write(`${JSON.stringify(request)}\n`);
    const line = await answer.catch(noLauncher);
    const { error } = JSON.parse(line) as { error?: string };
    if (error === undefined) return connection;
    connection.destroy();
    throw new Error(`the launcher refused: ${error}`);
  };
  return {
    async shim(folder, spec) {
      const connection = await ask({ act: "shim", folder, spec });
      connection.destroy();
    },
    tenant: (uid, act) => ask({ act: "tenant", uid, tenant: act }),
    async build(spec) {
      const connection = await ask({ act: "build", spec });
      return { output: connection, cancel: () => connection.end() };
    },
    async probe() {
      const answer = await ask({ act: "probe" });
      return JSON.parse(await readLine(answer)) as Isolation;
    },
  };
}

/** The launcher may be starting, or starting again: it gets some seconds. */
async function connect(socket: string): Promise<Socket> {
  for (const deadline = Date.now() + launcherMs; ; await sleep(100)) {
    const connection = createConnection(socket);
    try {
      await once(connection, "connect");
      return connection;
    } catch (error) {
      if (Date.now() > deadline) return noLauncher(error);
    }
  }
}

/** That passes. */
export function noLauncher(cause: unknown): never {
  throw new AppError("unavailable", "errors.unavailable", { what: "launcher" }, { retryAfterSeconds: 2, cause });
}
