import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { accessKeys, endpoints, endpointUsage, processHeartbeats } from "@/db/schema";
import { aProject, aUser } from "@/db/testing/factories";
import { aRoute, aTarget, aToken } from "@/db/testing/serve-factories";
import { newId } from "@/lib/id";
import { anEcho, type Echo, freePort } from "./testing";

const endpointId = newId();
const running: ChildProcess[] = [];
let bundle: string;
let data: string;
let port: number;
let echo: Echo;
let key: { token: string; id: string };
let projectId: string;

beforeAll(async () => {
  data = await mkdtemp(path.join(os.tmpdir(), "gateway-"));
  // Beside the packages that it leaves outside.
  bundle = path.resolve(`node_modules/.cache/cairn-test/gateway-${process.pid}.js`);
  await build({
    entryPoints: ["processes/gateway/main.ts"],
    outfile: bundle,
    bundle: true,
    packages: "external",
    conditions: ["react-server"],
    alias: { "server-only": path.resolve("db/testing/server-only.ts") },
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "error",
  });
  port = await freePort();
  echo = await anEcho();
  const person = await aUser();
  projectId = (await aProject({ slug: "lab", owner: person })).id;
  await db.insert(endpoints).values({ id: endpointId, projectId, slug: "digits", name: "digits", createdBy: person.id });
  await aRoute({ face: "endpoint", address: "lab/digits", projectId, subjectId: endpointId, targets: [aTarget(echo.address)] });
  key = await aToken({ kind: "endpoint", userId: person.id, subjectId: endpointId });
}, 60_000);

afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await echo.close();
});

describe("the gateway as a process", () => {
  test("serves, counts and gives a sign of life", async () => {
    const child = await start();
    expect(await ask()).toBe(200);
    await vi.waitFor(async () => expect(await db.select().from(processHeartbeats)).toMatchObject([{ process: "gateway" }]), 8_000);
    child.kill("SIGTERM");
    await once(child, "exit");
    const [usage] = await db.select().from(endpointUsage).where(eq(endpointUsage.endpointId, endpointId));
    expect(usage).toMatchObject({ requests: 1, errors: 0 });
    const [used] = await db.select().from(accessKeys).where(eq(accessKeys.id, key.id));
    expect(used?.lastUsedAt).not.toBeNull();
  });

  test("told to end it answers for a while yet, and keeps no connection", async () => {
    const child = await start({ CAIRN_LEAVE_SECONDS: "3" });
    const agent = new http.Agent({ keepAlive: true });
    expect((await answer("/.cairn/health", { agent })).headers.connection).toBe("keep-alive");
    child.kill("SIGTERM");
    await vi.waitFor(async () => expect((await answer("/.cairn/health", { agent })).headers.connection).toBe("close"), { interval: 10 });
    expect(await ask()).toBe(200);
    await once(child, "exit");
    await expect(ask()).rejects.toThrow("ECONNREFUSED");
  });

  test("killed and started while the database is away, it serves the last routes and keys", async () => {
    const child = await start();
    await vi.waitFor(async () => expect(await ask()).toBe(200));
    child.kill("SIGKILL");
    await once(child, "exit");
    const without = await start({ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
    expect(await ask()).toBe(200);
    expect(await ask("cairn_ep_wrong")).toBe(401);
    without.kill("SIGKILL");
    await once(without, "exit");
  });

  test("what it keeps on disk holds no token and is nobody else's to read", async () => {
    const text = await readFile(path.join(data, "gateway", "table.json"), "utf8");
    expect(text).not.toContain(key.token);
    expect(text).not.toContain(key.token.slice(-20));
  });

  test("a key revoked in the database is refused within seconds, by itself", async () => {
    const child = await start();
    expect(await ask()).toBe(200);
    await db.update(accessKeys).set({ revokedAt: new Date() }).where(eq(accessKeys.id, key.id));
    await vi.waitFor(async () => expect(await ask()).toBe(401), { timeout: 5_000, interval: 200 });
    child.kill("SIGKILL");
    await once(child, "exit");
  });
});

async function start(changes: Record<string, string> = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, [bundle], {
    env: {
      NODE_ENV: "production",
      PATH: process.env["PATH"],
      DATABASE_URL: process.env["DATABASE_URL"],
      CAIRN_PROCESS: "gateway",
      CAIRN_DATA: data,
      CAIRN_GATEWAY_PORT: String(port),
      CAIRN_GATEWAY_KEY: "test",
      CAIRN_GATEWAY_URL: `http://127.0.0.1:${port}`,
      CAIRN_APPS_URL: `http://*.apps.localhost:${port}`,
      ...changes,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  running.push(child);
  await vi.waitFor(async () => expect(await status("/.cairn/health")).toBe(200), { timeout: 15_000, interval: 100 });
  return child;
}

function ask(token = key.token): Promise<number> {
  return status("/e/lab/digits/v2", { authorization: `Bearer ${token}` });
}

async function status(url: string, headers: Record<string, string> = {}): Promise<number> {
  return (await answer(url, { headers, agent: false })).statusCode ?? 0;
}

function answer(url: string, options: http.RequestOptions): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: "127.0.0.1", port, path: url, ...options }, (response) => {
      response.resume();
      resolve(response);
    });
    request.once("error", reject);
  });
}
