import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { openClient } from "@/scripts/bench/client";
import { createFirstPerson } from "@/scripts/first-person";
import { type Instance, startInstance } from "@/scripts/instance";

const isRoot = process.getuid?.() === 0;
const accounts = { worker: 60_603, build: 60_605, project: 61_601 };
const me = process.getuid?.() ?? 0;

let instance: Instance | undefined;
afterAll(() => instance?.remove());

test("uv runs under the build's account, what it made is the worker's, and a job of a project runs in it", async () => {
  instance = await startInstance();
  const { data } = instance;
  const { projectId, token } = await createFirstPerson(instance);
  const client = openClient({ url: instance.url, token });
  const text = "import os, sklearn; print(os.getuid(), sklearn.__version__)";
  const { id } = await client.post<{ id: string }>("jobs", { projectId, name: "digits", environment: "scikit-learn", code: { text } });

  const seen = new Set<string>();
  const status = async () => (await client.get<{ status: string }>(`jobs/${id}`)).status;
  for (let last = ""; !["succeeded", "failed"].includes(last); last = await status()) {
    for (let looks = 0; looks < 20; looks++, await sleep(10))
      for (const rights of rightsOf(path.join(data, "tools", "uv-"))) seen.add(rights);
  }
  expect(await status()).toBe("succeeded");
  expect([...seen]).toEqual([rightsLine(isRoot ? accounts.build : me)]);

  const [hash = ""] = readdirSync(path.join(data, "environments")).filter((name) => /^[0-9a-f]{64}$/.test(name));
  // While its modules are compiled it is lent once more.
  const owners = () => ["", "READY", "lock.txt", "lib"].map((name) => lstatSync(path.join(data, "environments", hash, name)));
  await expect.poll(() => owners().every(({ mode }) => (mode & 0o222) === 0), { timeout: 60_000 }).toBe(true);
  expect(new Set(owners().map(({ uid }) => uid))).toEqual(new Set([isRoot ? accounts.worker : me]));
  expect(lstatSync(path.join(data, "cache/uv")).uid).toBe(isRoot ? accounts.build : me);
  await expect
    .poll(() => readdirSync(path.join(data, "environments")).filter((name) => name.startsWith("build-")), { timeout: 30_000 })
    .toEqual([]);

  const { lines } = await client.get<{ lines: { text: string }[] }>(`jobs/${id}/logs`);
  expect(lines.map((line) => line.text).join("\n")).toMatch(new RegExp(`^${isRoot ? accounts.project : me} `));
});

/** Of every process whose command begins with this program: its accounts, groups and capabilities. */
function rightsOf(program: string): string[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith(program)) return [];
        const fields = new Map(
          readFileSync(`/proc/${pid}/status`, "utf8")
            .split("\n")
            .map((line) => line.split(":\t") as [string, string]),
        );
        return [["Uid", "CapEff", "NoNewPrivs"].map((name) => `${name} ${fields.get(name)?.replaceAll("\t", " ")}`).join(", ")];
      } catch {
        return [];
      }
    });
}

function rightsLine(uid: number): string {
  return `Uid ${uid} ${uid} ${uid} ${uid}, CapEff 0000000000000000, NoNewPrivs 1`;
}
