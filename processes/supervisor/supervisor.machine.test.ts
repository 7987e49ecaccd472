import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Instance, startInstance } from "@/scripts/instance";
import { pidOf, readiness } from "../testing";

let instance: Instance;

beforeAll(async () => {
  instance = await startInstance();
});

afterAll(() => instance?.remove());

test("the first start prints one address and the link that creates the administrator", () => {
  expect(instance.output().match(/https?:\/\/\S+/g)).toEqual([instance.url, instance.setupLink]);
  expect(instance.setupLink).toMatch(/^http:\/\/localhost:\d+\/setup#[\w-]{40,}$/);
});

test("every part says that it is ready", async () => {
  expect(await readiness(instance)).toEqual({ ready: true, checks: { database: "ok", storage: "ok", worker: "ok", gateway: "ok" } });
});

test.each(["web", "worker", "gateway", "launcher", "database"])("%s killed without warning is back within five seconds", async (name) => {
  const pid = pidOf(instance, name);
  // An ordinary user has no launcher.
  if (pid === null && name === "launcher" && process.getuid?.() !== 0) return;
  expect(pid).not.toBeNull();
  const killedAt = performance.now();
  process.kill(pid ?? 0, "SIGKILL");
  await until(async () => pidOf(instance, name) !== pid && pidOf(instance, name) !== null && (await readiness(instance)).ready, 60);
  expect(performance.now() - killedAt).toBeLessThan(5000 * busyness());
});

test("a foreign host name is refused, and health is told to anyone", async () => {
  const ask = (at: string) =>
    execFileSync("curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: evil.test", `${instance.url}${at}`], {
      encoding: "utf8",
    });
  expect(ask("/")).toBe("421");
  expect(ask("/api/v1/jobs")).toBe("421");
  expect(ask("/api/health")).toBe("200");
});

test("an upgrade that nothing answers is closed at once", () => {
  const { status, stdout } = spawnSync(
    "curl",
    ["-s", "-i", "-m", "5", "-H", "Connection: Upgrade", "-H", "Upgrade: websocket", `${instance.url}/nothing`],
    { encoding: "utf8" },
  );
  expect(status).toBe(0);
  expect(stdout).toContain("404 Not Found");
});

test("a second start with the same data folder says who has it", () => {
  const { status, stderr } = start(instance.environment);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^✗ Cairn already runs with this data folder \(process \d+\)\. .*kill \d+\n$/);
});

test("a taken port is one line that says what to type", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const { status, stderr } = start({ ...instance.environment, CAIRN_DATA: `${instance.data}/other`, CAIRN_WEB_PORT: String(port) });
  server.close();
  expect(status).toBe(1);
  expect(stderr).toBe(
    `✗ Port ${port} is taken by another program. End that program, or choose another port: CAIRN_WEB_PORT=${port + 100} npm start\n`,
  );
});

test("a Python that is missing or too old is one line that says what to install", () => {
  const { status, stderr } = start({ ...instance.environment, CAIRN_DATA: `${instance.data}/other`, CAIRN_PYTHON: "/nowhere/python3" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^✗ Python 3\.11 or newer was not found\. Install it \(.*\) or name it: CAIRN_PYTHON=.*\n$/);
});

test("a data folder that cannot be written is one line that says what to type", () => {
  const { status, stderr } = start({ ...instance.environment, CAIRN_DATA: path.resolve("package.json/data") });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^✗ The data folder .*package\.json\/data cannot be written \(\w+\)\. .*CAIRN_DATA=\/path npm start\n$/);
});

test("another installation shares no key with this one, and keeps its own for itself", async () => {
  const other = await startInstance();
  try {
    const [ours, theirs] = [secretsOf(instance), secretsOf(other)];
    // Two files of keys, and what web, worker and gateway are handed of them.
    expect(ours.size).toBeGreaterThanOrEqual(2 + 3 * 2);
    expect([...ours.keys()]).toEqual([...theirs.keys()]);
    for (const [name, value] of ours) expect(theirs.get(name), name).not.toBe(value);
    for (const { name, parentPath } of keyFiles(other)) expect(statSync(path.join(parentPath, name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(path.join(other.data, "keys")).mode & 0o777).toBe(0o700);
  } finally {
    await other.remove();
  }
});

test("just two listeners wait on the network, on this machine's own addresses", () => {
  const listening = processesOf(instance.data).flatMap((pid) => listenersOf(pid));
  const ports = [instance.environment.CAIRN_WEB_PORT, instance.environment.CAIRN_GATEWAY_PORT].map(Number);
  expect([...new Set(listening.map(({ port }) => port))].toSorted((a, b) => a - b)).toEqual(ports.toSorted((a, b) => a - b));
  expect(listening.filter(({ address }) => address !== "0100007F" && address !== `${"0".repeat(24)}01000000`)).toEqual([]);
});

test("the killed supervisor's next start cleans up after it and keeps what was stored", async () => {
  const left = ["web", "worker", "gateway", "database"].map((name) => pidOf(instance, name));
  process.kill(pidOf(instance, "supervisor") ?? 0, "SIGKILL");
  await instance.ended;
  expect(instance.output()).toContain("The supervisor was killed. Type npm start again");
  instance = await startInstance({ environment: { ...own(instance) } });
  expect(await readiness(instance)).toMatchObject({ ready: true });
  for (const pid of left) expect(isRunning(pid ?? 0)).toBe(false);
  // Nobody became administrator meanwhile, so there is a fresh link.
  expect(instance.setupLink).not.toBeNull();
});

test("Ctrl-C ends everything within seconds and leaves no process behind", async () => {
  const runtime = path.dirname(readFileSync(path.join(instance.data, "database/postmaster.pid"), "utf8").split("\n")[4] ?? "");
  const stoppedAt = performance.now();
  await instance.stop();
  expect(performance.now() - stoppedAt).toBeLessThan(10_000 * busyness());
  expect(instance.output()).toContain("Cairn has ended.");
  expect(processesOf(instance.data)).toEqual([]);
  expect(existsSync(runtime)).toBe(false);
});

test("a later start takes seconds, and closing the terminal ends it too", async () => {
  instance = await startInstance({ environment: { ...own(instance) } });
  expect(instance.seconds).toBeLessThan(15 * busyness());
  await instance.stop("SIGHUP");
  expect(processesOf(instance.data)).toEqual([]);
});

function own({ environment, data }: Instance): Record<string, string> {
  return {
    CAIRN_DATA: data,
    CAIRN_WEB_PORT: environment.CAIRN_WEB_PORT ?? "",
    CAIRN_GATEWAY_PORT: environment.CAIRN_GATEWAY_PORT ?? "",
  };
}

/** By the environment they were given: nothing that belongs to the instance can be missed. */
function processesOf(data: string): string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`CAIRN_DATA=${data}\0`) && isRunning(Number(pid));
    } catch {
      return false;
    }
  });
}

function keyFiles({ data }: Instance) {
  return readdirSync(path.join(data, "keys"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
}

/** Every secret of an installation by where it is: the files of keys, and what processes are handed. */
function secretsOf(of: Instance): ReadonlyMap<string, string> {
  const files = keyFiles(of).map(({ name, parentPath }) => [name, readFileSync(path.join(parentPath, name), "utf8")] as const);
  const handed = ["web", "worker", "gateway"].flatMap((name) =>
    readFileSync(`/proc/${pidOf(of, name)}/environ`, "utf8")
      .split("\0")
      .filter((pair) => /^(\w*(KEY|SECRET)\w*|DATABASE_URL)=/.test(pair))
      .map((pair) => [`${name} ${pair.split("=")[0]}`, pair.slice(pair.indexOf("=") + 1)] as const),
  );
  return new Map([...files, ...handed].toSorted(([a], [b]) => a.localeCompare(b)));
}

/** Network sockets that a process waits at, by the kernel's own tables. */
function listenersOf(pid: string): readonly { readonly address: string; readonly port: number }[] {
  const inodes = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1]));
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === "0A" && inodes.has(inode))
      .map(([, local = ""]) => ({ address: local.split(":")[0] ?? "", port: Number.parseInt(local.split(":")[1] ?? "", 16) })),
  );
}

/** A descriptor may be closed while one looks. */
function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function start(environment: Readonly<Record<string, string | undefined>>) {
  return spawnSync("npm", ["start", "--silent"], { env: { ...environment, NODE_ENV: "production" }, encoding: "utf8", timeout: 60_000 });
}

/** A machine that has more to do than it has cores is slower by that much. */
function busyness(): number {
  return Math.max(1, (os.loadavg()[0] ?? 0) / os.availableParallelism());
}

async function until(isTrue: () => Promise<boolean>, seconds: number): Promise<void> {
  for (const endsAt = performance.now() + seconds * 1000; performance.now() < endsAt; ) {
    if (await isTrue()) return;
    await sleep(50);
  }
  throw new Error(`Not within ${seconds} s:\n${instance.output()}`);
}
