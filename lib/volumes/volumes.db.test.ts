import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { db } from "@/db/client";
import { auditEvents, jobs, syncTasks } from "@/db/schema";
import { actorOf, aMember, aProject, aUser } from "@/db/testing/factories";
import { anEnvironment } from "@/db/testing/train-factories";
import { aSharedVolume } from "@/db/testing/volume-factories";
import { cloneJob } from "@/lib/jobs/clone-job";
import { createJob } from "@/lib/jobs/create-job";
import { createJobInput } from "@/lib/jobs/job";
import { jobYaml } from "@/lib/jobs/job-yaml";
import { retryJob } from "@/lib/jobs/retry-job";
import { stopJob } from "@/lib/jobs/stop-job";
import { readTenancy } from "@/lib/projects/read-tenancy";
import { createSharedVolume } from "@/lib/volumes/create-shared-volume";
import { deleteSharedVolume } from "@/lib/volumes/delete-shared-volume";
import { volumeMounts } from "@/lib/volumes/job-volumes";
import { listMountableVolumes } from "@/lib/volumes/list-mountable-volumes";
import { getSharedVolume, listSharedVolumes } from "@/lib/volumes/list-shared-volumes";
import { createSharedVolumeInput } from "@/lib/volumes/shared-volume";
import { updateSharedVolume } from "@/lib/volumes/update-shared-volume";

const administrator = actorOf(await aUser(), { isAdministrator: true });
const owner = await aUser();
const project = await aProject({ owner });
const member = await aMember(project.id);
const other = await aProject();
const elsewhere = await aMember(other.id);
await anEnvironment({ slug: "sklearn" });

type Given = Partial<Parameters<typeof createSharedVolumeInput.parse>[0] & object>;
const nfs = { kind: "nfs", server: "files.example", path: "/export" } as const;
const volume = (name: string, given: Given = {}) =>
  createSharedVolume(administrator, createSharedVolumeInput.parse({ name, source: nfs, ...given }));
const job = (volumes: readonly object[], given: object = {}) =>
  createJob(
    member,
    createJobInput.parse({ projectId: project.id, name: "reader", environment: "sklearn", code: { text: "1" }, volumes, ...given }),
  );

test("an administrator lets jobs mount a folder, and it is told who may and who does", async () => {
  const made = await volume("team-data", { description: "Photos of all teams", projectIds: [project.id] });
  expect(made).toMatchObject({ name: "team-data", source: nfs, projects: [{ id: project.id }], users: [] });
  const one = await job([{ volume: "team-data" }]);
  expect(await getSharedVolume(administrator, "team-data")).toMatchObject({ users: [{ project: project.slug, slug: one.slug }] });
  expect((await listSharedVolumes(administrator)).map(({ name }) => name)).toContain("team-data");
  const [audited] = await db.select().from(auditEvents).where(eq(auditEvents.subjectId, made.id));
  expect(audited).toMatchObject({ verb: "shared_volume.created", fields: { server: "files.example", path: "/export" } });
});

test("members see what their project may mount, and nothing of where it is", async () => {
  await volume("theirs", { projectIds: [other.id] });
  const secret = await volume("ours", { source: { kind: "claim", claim: "claim-of-ours" }, projectIds: [project.id] });
  const seen = await listMountableVolumes(member, project.id);
  expect(seen.find(({ id }) => id === secret.id)).toEqual({ id: secret.id, name: "ours", description: "", kind: "claim", readOnly: false });
  expect(JSON.stringify(seen)).not.toMatch(/theirs|claim-of-ours|files\.example/);
  expect((await listMountableVolumes(elsewhere, other.id)).map(({ name }) => name)).not.toContain("ours");
});

test.each([
  [{ name: "Team Data" }, ["name"]],
  [{ source: { ...nfs, server: "nfs://files" } }, ["source", "server"]],
  [{ source: { ...nfs, path: "export" } }, ["source", "path"]],
  [{ source: { ...nfs, path: "/export/../etc" } }, ["source", "path"]],
  [{ source: { kind: "claim", claim: "Claim" } }, ["source", "claim"]],
  [{ source: { kind: "claim", claim: "v-01a1fd74-cb39-758e-a3af-d552ffb818b9" } }, ["source", "claim"]],
])("%j is refused beside its field", (given, path) => {
  expect(createSharedVolumeInput.safeParse({ name: "a", source: nfs, ...given }).error?.issues[0]?.path).toEqual(path);
});

test("a name is taken once, and free again when its volume is deleted", async () => {
  const first = await volume("once");
  await expect(volume("once")).rejects.toMatchObject({ key: "volumes.refused.name", fields: [{ path: "name" }] });
  await deleteSharedVolume(administrator, first.id);
  expect((await volume("once")).id).not.toBe(first.id);
  await expect(volume("for-nobody", { projectIds: [first.id] })).rejects.toMatchObject({ fields: [{ path: "projectIds" }] });
});

test("a job mounts it where it says, a copy and its YAML say the same", async () => {
  const scratch = await aSharedVolume({ name: "scratch" });
  const archive = await aSharedVolume({ name: "archive", readOnly: true, source: { kind: "claim", claim: "old-data" } });
  const one = await job([{ volume: "scratch", target: "/scratch", readOnly: true }, { volume: archive.id }, { volume: "scratch" }]);
  expect(one.volumes).toEqual([
    { volumeId: scratch.id, name: "scratch", target: "/scratch", readOnly: true },
    { volumeId: archive.id, name: "archive", target: "/mnt/archive", readOnly: true },
    { volumeId: scratch.id, name: "scratch", target: "/mnt/scratch", readOnly: false },
  ]);
  expect(await volumeMounts(one.id)).toEqual([
    { target: "/scratch", readOnly: true, source: { kind: "nfs", id: scratch.id, server: "files.example", path: "/export" } },
    { target: "/mnt/archive", readOnly: true, source: { kind: "claim", name: "old-data" } },
    { target: "/mnt/scratch", readOnly: false, source: { kind: "nfs", id: scratch.id, server: "files.example", path: "/export" } },
  ]);
  expect((await cloneJob(member, { id: one.id })).volumes).toEqual(one.volumes);
  const again = createJobInput.parse({ ...parse(jobYaml(one)), projectId: project.id });
  expect((await createJob(member, again)).volumes).toEqual(one.volumes);
});

test("what cannot be mounted is refused beside its line", async () => {
  await aSharedVolume({ name: "locked", readOnly: true });
  await aSharedVolume({ name: "of-others", projectIds: [other.id] });
  const refusal = (volumes: readonly object[], path: string, key: string) =>
    expect(job(volumes, { name: "refused" })).rejects.toMatchObject({ code: "invalid", fields: [{ path, key }] });
  await refusal([{ volume: "locked", readOnly: false }], "volumes.0.readOnly", "jobs.refused.volumeReadOnly");
  await refusal([{ volume: "locked" }, { volume: "of-others" }], "volumes.1.volume", "jobs.refused.volume");
  await refusal([{ volume: "locked" }, { volume: "locked", target: "/mnt/locked/a" }], "volumes.1.target", "jobs.refused.volumeTarget");
  expect(createJobInput.shape.volumes.safeParse([{ volume: "locked", target: "/etc" }]).error?.issues[0]?.path).toEqual([0, "target"]);
  expect(await db.$count(jobs, eq(jobs.name, "refused"))).toBe(0);
});

test("one that is in use cannot be deleted or taken away, with the names of its users", async () => {
  const used = await aSharedVolume({ name: "used" });
  const one = await job([{ volume: "used" }]);
  const inUse = {
    code: "conflict",
    key: "volumes.refused.inUse",
    params: { name: "used", count: 1, first: `${project.slug}/${one.slug}` },
  };
  await expect(deleteSharedVolume(administrator, used.id)).rejects.toMatchObject(inUse);
  await expect(updateSharedVolume(administrator, { id: used.id, projectIds: [other.id] })).rejects.toMatchObject(inUse);
  const kept = await updateSharedVolume(administrator, { id: used.id, projectIds: [project.id], readOnly: true, ifMatch: 1 });
  expect(kept).toMatchObject({ readOnly: true, projects: [{ id: project.id }], version: 2 });
  expect(await volumeMounts(one.id)).toMatchObject([{ readOnly: true }]);
  await expect(updateSharedVolume(administrator, { id: used.id, readOnly: false, ifMatch: 1 })).rejects.toMatchObject({ code: "stale" });
  await stopJob(member, one.id);
  await deleteSharedVolume(administrator, used.id);
  await expect(retryJob(member, one.id)).rejects.toMatchObject({ key: "jobs.refused.volumeGone", params: { volume: "used" } });
  await expect(cloneJob(member, { id: one.id })).rejects.toMatchObject({ fields: [{ path: "volumes.0.volume" }] });
});

test("a project's place is looked at again when it may mount less", async () => {
  const own = await aProject();
  const share = await aSharedVolume({ name: "withdrawn", projectIds: [own.id] });
  expect((await readTenancy(own.id))?.shares).toContain(share.id);
  await updateSharedVolume(administrator, { id: share.id, projectIds: [] });
  expect((await readTenancy(own.id))?.shares).not.toContain(share.id);
  expect(await db.$count(syncTasks, and(eq(syncTasks.noun, "tenant"), eq(syncTasks.id, own.id)))).toBe(1);
});
