import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { environmentVersions, operations, syncTasks } from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { aJob } from "@/db/testing/train-factories";
import type { Node } from "@/lib/compute/workload";
import { environmentFolder } from "@/lib/environments/build/build-paths";
import { buildEnvironmentVersion } from "@/lib/environments/build-environment-version";
import { createEnvironment } from "@/lib/environments/create-environment";
import { deleteEnvironment, restoreEnvironment } from "@/lib/environments/delete-environment";
import { createEnvironmentInput } from "@/lib/environments/environment";
import { getEnvironment, getEnvironmentBySlug, listEnvironmentVersions } from "@/lib/environments/get-environment";
import { listEnvironments } from "@/lib/environments/list-environments";
import { seedEnvironments } from "@/lib/environments/seed-environments";
import { idsOfEnvironmentsToSync, syncEnvironment } from "@/lib/environments/sync-environment";
import { updateEnvironment } from "@/lib/environments/update-environment";
import { whyNotHere } from "@/lib/environments/where-it-runs";
import { readLines } from "@/lib/logs/read-lines";
import { cancelOperation } from "@/lib/operations/cancel-operation";
import { stopAll } from "@/lib/worker/background";

const project = await aProject();
const member = await aMember(project.id);
const viewer = await aMember(project.id, "viewer");
const stranger = await aMember((await aProject()).id);
const input = (requirements: string, name = "My tools") => createEnvironmentInput.parse({ projectId: project.id, name, requirements });

function aNode(accelerators: Record<string, number>): Node {
  const allocatable = { cpuMilli: 1000, memoryBytes: 2 ** 30, accelerators };
  return { name: "n", architecture: "x86-64", allocatable, accelerators: [], labels: {}, conditions: [], isolation: "container" };
}

/** What the worker's loop does, until the version has ended. */
async function build(id: string) {
  for (;;) {
    await syncEnvironment(id);
    const [row] = await db.select().from(environmentVersions).where(eq(environmentVersions.id, id));
    if (row?.status === "ready" || row?.status === "failed") return row;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("the platform's environments are offered to every project, once", async () => {
  await seedEnvironments();
  await seedEnvironments();
  const offered = await listEnvironments(viewer, project.id);
  expect(offered.map(({ slug, projectId, latest }) => [slug, projectId, latest.status, latest.isAsked])).toEqual([
    ["plain-python", null, "queued", false],
    ["scikit-learn", null, "queued", false],
  ]);
  expect(await idsOfEnvironmentsToSync()).toEqual([]);
  await expect(deleteEnvironment({ ...member, isAdministrator: true }, offered[0]?.id ?? "")).rejects.toMatchObject({
    key: "environments.platformOwned",
  });
  await expect(deleteEnvironment(member, offered[0]?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
});

test("on a cluster the platform offers the images of the settings, each other reference as the next version", async () => {
  const offer = (images: Record<string, string>) => seedEnvironments({ CAIRN_COMPUTE: "kubernetes", CAIRN_STARTER_IMAGES: images });
  const offered = async () =>
    (await listEnvironments(viewer, project.id))
      .filter(({ projectId }) => projectId === null)
      .map(({ slug, kind, latest }) => [slug, kind, latest.number, latest.image?.reference]);
  await offer({ "scikit-learn": "registry.example/cairn/sk:1", torch: "registry.example/cairn/torch:1" });
  await offer({ "scikit-learn": "registry.example/cairn/sk:1", torch: "registry.example/cairn/torch:2" });
  expect(await offered()).toEqual([
    ["plain-python", "python", 1, undefined],
    ["scikit-learn", "image", 2, "registry.example/cairn/sk:1"],
    ["torch", "image", 2, "registry.example/cairn/torch:2"],
  ]);
});

test("a new environment asks for its build and gets an address from its name", async () => {
  const made = await createEnvironment(member, input("six", "图像 工具"));
  expect(made).toMatchObject({ slug: "tu-xiang-gong-ju", latest: { number: 1, status: "queued", isAsked: true }, version: 1 });
  expect(await createEnvironment(member, input("six", "图像 工具"))).toMatchObject({ slug: "tu-xiang-gong-ju-2" });
  expect(await db.select().from(syncTasks).where(eq(syncTasks.id, made.latest.id))).toHaveLength(1);
  expect(await db.select().from(operations).where(eq(operations.subjectId, made.latest.id))).toMatchObject([{ kind: "environment.build" }]);
  expect((await getEnvironmentBySlug(viewer, { projectId: project.id, slug: "tu-xiang-gong-ju" })).id).toBe(made.id);
});

test("who may not write is refused, who may not see finds nothing", async () => {
  await expect(createEnvironment(viewer, input("six"))).rejects.toMatchObject({ code: "forbidden" });
  await expect(createEnvironment(stranger, input("six"))).rejects.toMatchObject({ code: "not_found" });
  const made = await createEnvironment(member, input("six", "Secret"));
  await expect(getEnvironment(stranger, made.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(getEnvironment(stranger, "not-an-id")).rejects.toMatchObject({ code: "not_found" });
});

test("other requirements make a new version and leave the old one", async () => {
  const made = await createEnvironment(member, input("six", "Versions"));
  const renamed = await updateEnvironment(member, { id: made.id, name: "Renamed" });
  expect(renamed).toMatchObject({ name: "Renamed", latest: { number: 1 }, version: 2 });
  const changed = await updateEnvironment(member, { id: made.id, requirements: "six\nidna", ifMatch: 2 });
  expect(changed.latest).toMatchObject({ number: 2, status: "queued" });
  expect((await listEnvironmentVersions(viewer, made.id)).map(({ number, requirements }) => [number, requirements])).toEqual([
    [2, "six\nidna"],
    [1, "six"],
  ]);
  await expect(updateEnvironment(member, { id: made.id, name: "x", ifMatch: 2 })).rejects.toMatchObject({ code: "stale" });
});

test("an image is an environment at once, and another reference makes the next version", async () => {
  const image = { reference: "registry.invalid/team/train:1", accelerator: "nvidia.com", architectures: ["arm64" as const] };
  const made = await createEnvironment(member, createEnvironmentInput.parse({ projectId: project.id, name: "Trainer", image }));
  expect(made).toMatchObject({ kind: "image", latest: { status: "ready", isAsked: false, image: { ...image, digest: null } } });
  await expect(updateEnvironment(member, { id: made.id, requirements: "six" })).rejects.toMatchObject({
    fields: [{ path: "requirements" }],
  });
  await expect(buildEnvironmentVersion(member, { id: made.latest.id })).rejects.toMatchObject({ key: "environments.image.notBuilt" });
  expect((await updateEnvironment(member, { id: made.id, image })).latest.number).toBe(1);
  const digest = `sha256:${"a".repeat(64)}`;
  const pinned = await updateEnvironment(member, { id: made.id, image: { ...image, reference: `registry.invalid/team/train@${digest}` } });
  expect(pinned.latest).toMatchObject({ number: 2, image: { digest } });
});

test.each([
  [{}, "requirements"],
  [{ requirements: "six", image: { reference: "python:3" } }, "requirements"],
  [{ image: { reference: "https://registry.example/a:1" } }, "image.reference"],
  [{ image: { reference: "registry.example/a" } }, "image.reference"],
  [{ image: { reference: "python:3", accelerator: "GPU" } }, "image.accelerator"],
  [{ image: { reference: "python:3", architectures: ["sparc"] } }, "image.architectures.0"],
])("an environment of %j is refused, naming the field", (content, path) => {
  const parsed = createEnvironmentInput.safeParse({ projectId: project.id, name: "x", ...content });
  expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toContain(path);
});

test("packages need a machine, images a cluster, and what nodes lack is said", () => {
  const none: Parameters<typeof whyNotHere>[0] = { imageReference: null, architectures: [], accelerator: null };
  const image = { ...none, imageReference: "a:1" };
  expect([whyNotHere(none, "local", []), whyNotHere(image, "kubernetes", [])]).toEqual([null, null]);
  expect(whyNotHere(none, "kubernetes", [])).toEqual({ key: "environments.place.needsMachine" });
  expect(whyNotHere(image, "local", [])).toEqual({ key: "environments.place.needsCluster" });
  const here = (version: Partial<typeof image>, accelerators: Record<string, number>) =>
    whyNotHere({ ...image, ...version }, "kubernetes", [aNode(accelerators)])?.key;
  expect(here({ architectures: ["arm64"] }, {})).toBe("environments.place.noArchitecture");
  expect(here({ architectures: ["arm64", "x86-64"] }, {})).toBeUndefined();
  expect(here({ accelerator: "nvidia.com" }, { "amd.com/gpu": 8, "nvidia.com/gpu": 0 })).toBe("environments.place.noAccelerator");
  expect(here({ accelerator: "nvidia.com" }, { "nvidia.com/mig-1g.5gb": 1 })).toBeUndefined();
  expect(here({ accelerator: "huawei.com/Ascend910" }, { "huawei.com/Ascend310": 1 })).toBe("environments.place.noAccelerator");
});

test("an environment that a running job needs is not deleted, afterwards it is, and comes back", async () => {
  const made = await createEnvironment(member, input("six", "Used"));
  const { job } = await aJob(project.id, member.userId, { environmentVersionId: made.latest.id, status: "running" });
  await expect(deleteEnvironment(member, made.id)).rejects.toMatchObject({ key: "environments.inUse", params: { job: job.name } });
  const free = await createEnvironment(member, input("six", "Free"));
  await deleteEnvironment(member, free.id);
  await expect(getEnvironment(member, free.id)).rejects.toMatchObject({ code: "not_found" });
  expect(await restoreEnvironment(member, free.id)).toMatchObject({ slug: "free" });
});

test("requirements are refused line by line before anything is stored", () => {
  const parsed = createEnvironmentInput.safeParse({
    projectId: project.id,
    name: "x",
    requirements: "numpy\n--index-url https://evil.example\n./x",
  });
  expect(parsed.error?.issues.map((issue) => issue.code === "custom" && issue.params?.["line"])).toEqual([2, 3]);
});

test("a build locks, installs, is shared by its lock and keeps its log", { timeout: 120_000 }, async () => {
  const first = await createEnvironment(member, input("six==1.17.0", "Six"));
  const row = await build(first.latest.id);
  expect(row).toMatchObject({ status: "ready", message: null });
  expect(row.lock).toMatch(/^six==1\.17\.0 \\\n {4}--hash=sha256:/);
  expect(row.lock).not.toMatch(/http/);
  const folder = environmentFolder(row.lockHash ?? "");
  expect(existsSync(path.join(folder, "READY"))).toBe(true);
  await expect.poll(async () => (await stat(path.join(folder, "lock.txt"))).mode & 0o222, { timeout: 30_000 }).toBe(0);
  const { lines } = await readLines(first.latest.id, {});
  expect(lines.map(({ text }) => text)).toEqual(expect.arrayContaining(["$ uv venv", "  six 1.17.0"]));
  expect(await db.select().from(operations).where(eq(operations.subjectId, first.latest.id))).toMatchObject([{ status: "succeeded" }]);
  expect((await getEnvironment(member, first.id)).latest).toMatchObject({
    status: "ready",
    packages: [{ name: "six", version: "1.17.0" }],
  });

  const second = await createEnvironment(member, input("six == 1.17.0 # the same", "Six again"));
  expect(await build(second.latest.id)).toMatchObject({ status: "ready", lockHash: row.lockHash });

  const missing = await createEnvironment(member, input("scikit-lern", "Misspelt"));
  expect(await build(missing.latest.id)).toMatchObject({
    status: "failed",
    message: { key: "environments.build.unknownPackageNearest", params: { name: "scikit-lern", nearest: "scikit-learn" } },
  });
  expect(await syncEnvironment(missing.latest.id)).toBeNull();
  expect(await buildEnvironmentVersion(member, { id: missing.latest.id })).toMatchObject({ status: "queued", message: null });
  await expect(buildEnvironmentVersion(viewer, { id: missing.latest.id })).rejects.toMatchObject({ code: "forbidden" });

  const cancelled = await createEnvironment(member, input("torch", "Cancelled"));
  const [operation] = await db.select().from(operations).where(eq(operations.subjectId, cancelled.latest.id));
  await cancelOperation(member, operation?.id ?? "");
  expect(await build(cancelled.latest.id)).toMatchObject({ status: "failed", message: { key: "environments.build.cancelled" } });
  await stopAll();
});
