import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./bootstrap.js";
import { freePort } from "./free-port.js";

/**
 * `npm start` on free ports with a data folder of its own, for tests and measurements. `output()` is what a person would have seen;
 * `stop()` is Ctrl-C.
 */
export async function startInstance({ folder = root, environment = {}, args = [], patienceSeconds = 240 } = {}) {
  const data = environment.CAIRN_DATA ?? mkdtempSync(path.join(tmpdir(), "cairn instance "));
  const given = {
    ...withoutCairn(process.env),
    CAIRN_DATA: data,
    CAIRN_WEB_PORT: String(await freePort()),
    CAIRN_GATEWAY_PORT: String(await freePort()),
    ...environment,
  };
  const startedAt = performance.now();
  // A group of its own stands for the terminal: what Ctrl-C reaches.
  const child = spawn("npm", ["start", "--silent", "--", ...args], {
    cwd: folder,
    env: given,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise((resolve) => child.on("close", (code) => resolve(code)));
  const isReady = new Promise((resolve, reject) => {
    const read = (text) => {
      output += text;
      if (output.includes("Ctrl-C ends Cairn")) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then((code) => reject(new Error(`npm start ended (${code}):\n${output}`)));
    setTimeout(() => reject(new Error(`npm start is not ready after ${patienceSeconds} s:\n${output}`)), patienceSeconds * 1000).unref();
  });
  await isReady.catch(async (error) => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGTERM");
    await ended;
    throw error;
  });
  const stop = async (signal = "SIGINT") => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
    return ended;
  };
  return {
    url: /ready: {2}(\S+)/.exec(output)[1],
    setupLink: /(\S+\/setup#\S+)/.exec(output)?.[1] ?? null,
    gatewayUrl: `http://127.0.0.1:${given.CAIRN_GATEWAY_PORT}`,
    environment: given,
    data,
    pid: child.pid,
    seconds: (performance.now() - startedAt) / 1000,
    output: () => output,
    ended,
    stop,
    async remove() {
      await stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Settings of the caller's own shell must not leak into the instance. */
function withoutCairn(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^(CAIRN_(?!BROWSER|PYTHON)|KUBECONFIG|DATABASE_URL|AUTH_|NODE_ENV|VITEST|NODE_OPTIONS)/.test(name),
    ),
  );
}
