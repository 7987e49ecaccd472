import "@/db/testing/data-folder";
import { type ChildProcess, fork } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { datasetDraftEntries } from "@/db/schema";
import { aDataset, aDraft, anUploadGrant } from "@/db/testing/data-factories";
import { aProject } from "@/db/testing/factories";

// The files face in a process of its own, so that it can be killed.
const bundle = path.resolve("dist/testing", `files-${process.pid}.js`);
const running: ChildProcess[] = [];

beforeAll(async () => {
  await build({
    stdin: {
      contents: `
        import { createServer } from "node:http";
        import { handleFiles } from "./processes/gateway/files-face";
        const server = createServer((request, response) => void handleFiles(request, response));
        server.listen(0, "127.0.0.1", () => process.send(server.address().port));`,
      resolveDir: path.resolve("."),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "@": path.resolve("."), "server-only": path.resolve("db/testing/server-only.ts") },
    outfile: bundle,
  });
});

afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(bundle, { force: true });
});

async function start(): Promise<{ readonly origin: string; readonly child: ChildProcess }> {
  const child = fork(bundle, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  running.push(child);
  const port = await new Promise((resolve) => child.once("message", resolve));
  return { origin: `http://127.0.0.1:${port}`, child };
}

test("a gateway killed in the middle of a file loses no byte that it had acknowledged, and the next one goes on", async () => {
  const project = await aProject();
  const draft = await aDraft(await aDataset(project));
  const { token } = await anUploadGrant(project, draft);
  const bytes = randomBytes(6_000_000);
  const headers = { "tus-resumable": "1.0.0", authorization: `Bearer ${token}` };
  const patch = { ...headers, "content-type": "application/offset+octet-stream" };

  const first = await start();
  const made = await fetch(`${first.origin}/files/uploads`, {
    method: "POST",
    headers: { ...headers, "upload-length": String(bytes.length), "upload-metadata": `path ${btoa("a.bin")}` },
  });
  const location = made.headers.get("location") ?? "";
  await fetch(`${first.origin}${location}`, {
    method: "PATCH",
    headers: { ...patch, "upload-offset": "0" },
    body: bytes.subarray(0, 2_000_000),
  });

  async function* slowly() {
    for (let at = 2_000_000; at < bytes.length; at += 200_000) {
      yield bytes.subarray(at, at + 200_000);
      await sleep(50);
    }
  }
  const cut = fetch(`${first.origin}${location}`, {
    method: "PATCH",
    headers: { ...patch, "upload-offset": "2000000" },
    body: Readable.toWeb(Readable.from(slowly())) as unknown as BodyInit,
    ...{ duplex: "half" },
  }).catch(() => "cut");
  await sleep(400);
  first.child.kill("SIGKILL");
  expect(await cut).toBe("cut");

  const second = await start();
  const where = await fetch(`${second.origin}${location}`, { method: "HEAD", headers });
  const offset = Number(where.headers.get("upload-offset"));
  expect(offset).toBeGreaterThanOrEqual(2_000_000);
  const rest = await fetch(`${second.origin}${location}`, {
    method: "PATCH",
    headers: { ...patch, "upload-offset": String(offset) },
    body: bytes.subarray(offset),
  });
  expect(rest.status).toBe(204);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  expect(await db.select().from(datasetDraftEntries)).toMatchObject([{ path: "a.bin", size: bytes.length, sha256 }]);
}, 60_000);
