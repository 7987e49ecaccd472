import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

/** The worker as it is shipped: a process of its own, on this test's database and data folder, with the local backend. */
export interface RealWorker {
  start(): Promise<void>;
  /** As the kernel does it when memory is short. */
  kill(): Promise<void>;
  /** Ends it and erases the bundle. What runs is left to run. */
  close(): Promise<void>;
}

export async function realWorker(): Promise<RealWorker> {
  const file = path.resolve("dist", `test-worker-${randomBytes(4).toString("hex")}.js`);
  await build({
    entryPoints: ["processes/worker/main.ts"],
    outfile: file,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node24",
    conditions: ["react-server"],
    tsconfig: "tsconfig.json",
    alias: { "@": path.resolve("."), "server-only": path.resolve("db/testing/server-only.ts") },
    logLevel: "silent",
  });
  let child: ChildProcess | undefined;
  return {
    async start() {
      const environment = {
        ...process.env,
        CAIRN_PROCESS: "worker",
        CAIRN_COMPUTE: "local",
        CAIRN_LOG_LEVEL: process.env["CAIRN_TEST_WORKER_LOG"] ?? "silent",
        CAIRN_ALLOW_UNISOLATED_USERS: "1",
        NODE_ENV: "production",
      } as NodeJS.ProcessEnv;
      const started = spawn(process.execPath, ["--conditions=react-server", file], {
        env: environment,
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      child = started;
      await new Promise<void>((resolve, reject) => {
        started.once("message", () => resolve());
        started.once("error", reject);
        started.once("exit", (code) => reject(new Error(`the worker ended with ${code} before it was ready`)));
      });
    },
    async kill() {
      await ended(child, "SIGKILL");
    },
    async close() {
      await ended(child, "SIGTERM");
      await rm(file, { force: true });
    },
  };
}

async function ended(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}
