import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClient } from "@/scripts/bench/client";
import { createFirstPerson } from "@/scripts/first-person";
import { type Instance, startInstance } from "@/scripts/instance";

const isRoot = process.getuid?.() === 0;
const mebibyte = 2 ** 20;
const disk = mkdtempSync(path.join(tmpdir(), "cairn-small-"));
const filler = path.join(disk, "filler");

interface Job {
  readonly id: string;
  readonly status: string;
  readonly message: { readonly key: string } | null;
  readonly attempts: readonly unknown[];
  readonly timeline: readonly { readonly key: string; readonly stage: string }[];
}

let instance: Instance;
let client: ReturnType<typeof openClient>;
let projectId: string;

// Only root may mount the small disk that these tests fill.
beforeAll(async () => {
  if (!isRoot) return;
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=512m,mode=755", "cairn-test", disk]);
  const data = path.join(disk, "data");
  mkdirSync(data);
  instance = await startInstance({ environment: { CAIRN_DATA: data } });
  const person = await createFirstPerson(instance);
  projectId = person.projectId;
  client = openClient({ url: instance.url, token: person.token });
  const first = await submit("first", "print('built')");
  await until("the first job has succeeded", async () => (await read(first)).status === "succeeded");
});

afterAll(async () => {
  rmSync(filler, { force: true });
  await instance?.remove();
  if (isRoot) execFileSync("umount", ["-l", disk]);
  rmSync(disk, { recursive: true, force: true });
});

test.skipIf(!isRoot)(
  "an upload that finds the disk full is told so, and goes on once there is room (root only: mounts a tmpfs)",
  async () => {
    const dataset = await client.post<{ id: string }>("datasets", { projectId, name: "large" });
    const draft = await client.post<{ id: string }>(`datasets/${dataset.id}/versions`);
    const bytes = randomBytes(40 * mebibyte);
    const grant = await client.post<{ url: string; token: string }>(`dataset-versions/${draft.id}/uploads`, {
      bytes: bytes.length,
      files: 1,
    });
    const tus = (address: string, method: string, headers: Record<string, string>, body?: Buffer) =>
      fetch(address, {
        method,
        headers: { authorization: `Bearer ${grant.token}`, "tus-resumable": "1.0.0", "accept-language": "zh-CN", ...headers },
        ...(body && { body: new Uint8Array(body) }),
      });
    const made = await tus(grant.url, "POST", {
      "upload-length": String(bytes.length),
      "upload-metadata": `path ${Buffer.from("noise.bin").toString("base64")}`,
    });
    const file = new URL(made.headers.get("location") ?? "", grant.url).href;
    const send = (from: number, to: number) =>
      tus(file, "PATCH", { "upload-offset": String(from), "content-type": "application/offset+octet-stream" }, bytes.subarray(from, to));
    expect((await send(0, 8 * mebibyte)).status).toBe(204);

    fill(16 * mebibyte);
    const refused = await send(8 * mebibyte, bytes.length);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: "unavailable", detail: expect.stringContaining("磁盘已满") });
    expect((await tus(file, "HEAD", {})).headers.get("upload-offset")).toBe(String(8 * mebibyte));
    expect(freeBytes(), "what could not be kept takes no room").toBeGreaterThan(8 * mebibyte);

    rmSync(filler);
    expect((await send(8 * mebibyte, bytes.length)).status).toBe(204);
    await client.post(`dataset-versions/${draft.id}/commit`);
    await until("the version is ready", async () => {
      const { latest } = await client.get<{ latest: { totalBytes: number } | null }>(`datasets/${dataset.id}`);
      return latest?.totalBytes === bytes.length;
    });
  },
);

test.skipIf(!isRoot)("a job whose outputs find the disk full says so, and ends by itself once there is room (root only)", async () => {
  const text = `
import os
path = os.path.join(os.environ["CAIRN_OUTPUT_DIR"], "noise")
with open(path, "wb") as file:
    for _ in range(40):
        file.write(os.urandom(2 ** 20))
print("written")
`;
  fill(60 * mebibyte);
  const job = await submit("writes much", text);
  await until("the job says that the disk is full", async () => (await read(job)).message?.key === "jobs.hindrance.diskFull");
  const stuck = await read(job);
  expect(stuck.status).toBe("running");
  expect(stuck.timeline.at(-1)).toMatchObject({ stage: "collecting", key: "jobs.hindrance.diskFull" });
  rmSync(filler);
  await until("the job has succeeded", async () => (await read(job)).status === "succeeded");
  const { items } = await client.get<{ items: readonly { path: string; size: number }[] }>(`jobs/${job.id}/outputs`);
  expect(items).toMatchObject([{ path: "noise", size: 40 * mebibyte }]);
  expect(await read(job)).toMatchObject({ message: null, attempts: [{}] });
});

test.skipIf(!isRoot)("a job that fills the disk itself fails with that reason (root only)", async () => {
  fill(24 * mebibyte);
  const text =
    "import os\nwith open(os.path.join(os.environ['CAIRN_OUTPUT_DIR'], 'x'), 'wb') as f:\n    while True: f.write(bytes(2 ** 20))";
  const job = await submit("fills the disk", text);
  await until("the disk is full", async () => freeBytes() < mebibyte);
  await sleep(1_000);
  rmSync(filler);
  await until("the job has failed", async () => (await read(job)).status === "failed");
  expect(await read(job)).toMatchObject({ message: { key: "jobs.end.diskFull" }, attempts: [{}] });
});

function submit(name: string, text: string): Promise<Job> {
  return client.post("jobs", { projectId, name, environment: "plain-python", code: { text }, cpuMilli: 500, memoryBytes: 256 * mebibyte });
}

function read({ id }: Job): Promise<Job> {
  return client.get(`jobs/${id}`);
}

function fill(leaveBytes: number): void {
  writeFileSync(filler, Buffer.alloc(Math.max(0, freeBytes() - leaveBytes), 1));
}

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
}

/** The database may start again meanwhile: then nothing is known for a moment. */
async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  for (const endsAt = performance.now() + 120_000; performance.now() < endsAt; await sleep(200)) {
    if (await isTrue().catch(() => false)) return;
  }
  throw new Error(`Not within two minutes: ${what}\n${instance.output()}`);
}
