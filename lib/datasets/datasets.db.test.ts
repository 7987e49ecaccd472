import "@/db/testing/data-folder";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEvents, changes, datasetEntries, datasets, environments, environmentVersions, jobInputs, jobs } from "@/db/schema";
import { aDataset, aDraft, aVersion } from "@/db/testing/data-factories";
import { actorOf, aMember, aProject, aUser } from "@/db/testing/factories";
import type { UserActor } from "@/lib/auth/actor";
import { putBlob } from "@/lib/blobs/put-blob";
import { addFiles } from "@/lib/datasets/add-files";
import { commitVersion } from "@/lib/datasets/commit-version";
import { createDataset } from "@/lib/datasets/create-dataset";
import { createDatasetInput, listDatasetsQuery } from "@/lib/datasets/dataset";
import { datasetManifest } from "@/lib/datasets/dataset-manifest";
import { deleteDataset, restoreDataset } from "@/lib/datasets/delete-dataset";
import { diffVersions } from "@/lib/datasets/diff-versions";
import { discardDraft } from "@/lib/datasets/discard-draft";
import { getDataset, getDatasetBySlug } from "@/lib/datasets/get-dataset";
import { listDatasets } from "@/lib/datasets/list-datasets";
import { listFiles } from "@/lib/datasets/list-files";
import { findDraft, getVersion, getVersionByNumber, listVersions } from "@/lib/datasets/list-versions";
import { loadSample } from "@/lib/datasets/load-sample";
import { getOrOpenDraft, openDraft } from "@/lib/datasets/open-draft";
import { previewFile } from "@/lib/datasets/preview-file";
import { removeFiles } from "@/lib/datasets/remove-files";
import { updateDataset } from "@/lib/datasets/update-dataset";
import { listFilesQuery } from "@/lib/datasets/version";
import { newId } from "@/lib/id";

let project: Awaited<ReturnType<typeof aProject>>;
let member: UserActor;
beforeEach(async () => {
  project = await aProject();
  member = await aMember(project.id);
});

const input = (values: object) => createDatasetInput.parse({ projectId: project.id, name: "digits", ...values });
const list = (values: object = {}) => listDatasets(member, listDatasetsQuery.parse({ projectId: project.id, ...values }));
const stored = async (files: Record<string, string>) =>
  Promise.all(Object.entries(files).map(async ([path, text]) => ({ path, ...(await putBlob(Buffer.from(text))) })));
const texts = async (versionId: string) => (await datasetManifest(versionId)).map(({ path, size }) => `${path} ${size}`);
const browse = (versionId: string, values: object = {}) => listFiles(member, { versionId, ...listFilesQuery.parse(values) });

async function next(datasetId: string, add: Record<string, string>, remove: string[] = []) {
  const draft = await getOrOpenDraft(member, { datasetId });
  await addFiles(member, { versionId: draft.id, files: await stored(add) });
  if (remove.length > 0) await removeFiles(member, { versionId: draft.id, paths: remove });
  return commitVersion(member, { versionId: draft.id, note: "" });
}

describe("a dataset", () => {
  test("gets an address of its name in any script, and another one where that is taken", async () => {
    expect((await createDataset(member, input({ name: "图像分类" }))).slug).toBe("tu-xiang-fen-lei");
    expect((await createDataset(member, input({ name: "图像分类" }))).slug).toBe("tu-xiang-fen-lei-2");
    expect((await createDataset(member, input({ name: 'O\'Neil "x"' }))).name).toBe('O\'Neil "x"');
    await expect(createDataset(member, input({ slug: "Bad Slug" }))).rejects.toMatchObject({ key: "errors.slug.characters" });
    await expect(createDataset(member, input({ slug: "tu-xiang-fen-lei" }))).rejects.toMatchObject({ key: "errors.slug.taken" });
  });

  test("is found by id and by address, and not by strangers or in another project", async () => {
    const made = await createDataset(member, input({}));
    expect(await getDataset(member, made.id)).toEqual(made);
    expect((await getDatasetBySlug(member, { projectId: project.id, slug: "digits" })).id).toBe(made.id);
    await expect(getDatasetBySlug(member, { projectId: (await aProject()).id, slug: "digits" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(getDataset(actorOf(await aUser()), made.id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("leaves an audit row and an outbox row with its creation", async () => {
    const made = await createDataset(member, input({}));
    expect(await db.$count(auditEvents, eq(auditEvents.subjectId, made.id))).toBe(1);
    expect(await db.$count(changes, eq(changes.subjectId, made.id))).toBe(1);
  });

  test("is changed only from the version one has read", async () => {
    const made = await createDataset(member, input({}));
    const changed = await updateDataset(member, { id: made.id, expectedVersion: 1, licence: "CC BY 4.0" });
    expect(changed).toMatchObject({ licence: "CC BY 4.0", name: "digits", version: 2 });
    await expect(updateDataset(member, { id: made.id, expectedVersion: 1, name: "x" })).rejects.toMatchObject({ code: "stale" });
  });

  test("viewers read and do not write", async () => {
    const made = await createDataset(member, input({}));
    const viewer = await aMember(project.id, "viewer");
    expect((await getDataset(viewer, made.id)).id).toBe(made.id);
    await expect(createDataset(viewer, input({}))).rejects.toMatchObject({ code: "forbidden" });
    await expect(deleteDataset(viewer, made.id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(openDraft(viewer, { datasetId: made.id })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("goes into the bin and comes back; its address may have been taken", async () => {
    const made = await createDataset(member, input({}));
    await deleteDataset(member, made.id);
    await expect(getDataset(member, made.id)).rejects.toMatchObject({ code: "not_found" });
    expect((await list()).items).toEqual([]);
    expect((await list({ state: "bin" })).items).toMatchObject([{ id: made.id }]);
    expect((await restoreDataset(member, made.id)).id).toBe(made.id);
    await deleteDataset(member, made.id);
    await createDataset(member, input({}));
    await expect(restoreDataset(member, made.id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("cannot be taken back after 30 days", async () => {
    const made = await createDataset(member, input({}));
    await db
      .update(datasets)
      .set({ deletedAt: new Date(Date.now() - 31 * 86_400_000) })
      .where(eq(datasets.id, made.id));
    await expect(restoreDataset(member, made.id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("is not deleted while a job that has not ended reads it, and the job is named", async () => {
    const dataset = await aDataset(project);
    const version = await aVersion(dataset, { a: "1" });
    const job = await aJobReading(version.id);
    await expect(deleteDataset(member, dataset.id)).rejects.toMatchObject({ key: "datasets.inUse", params: { count: 1, first: "train" } });
    await db.update(jobs).set({ status: "succeeded" }).where(eq(jobs.id, job));
    await deleteDataset(member, dataset.id);
  });
});

describe("the list", () => {
  test("is searched, filtered and sorted, a page at a time without gaps", async () => {
    for (const [name, tags] of [
      ["Beta", ["x"]],
      ["alpha", []],
      ["gamma", ["x"]],
      ["100%", []],
    ] as const) {
      await createDataset(member, input({ name, tags }));
    }
    await createDataset(
      await aMember((await aProject()).id).then((other) => other),
      createDatasetInput.parse({ projectId: project.id, name: "no" }),
    ).catch(() => undefined);
    const names = async (values: object) => (await list(values)).items.map(({ name }) => name);
    expect(await names({ sort: "name" })).toEqual(["100%", "alpha", "Beta", "gamma"]);
    expect(await names({ sort: "-name", tag: "x" })).toEqual(["gamma", "Beta"]);
    expect(await names({ q: "BET" })).toEqual(["Beta"]);
    expect(await names({ q: "%" })).toEqual(["100%"]);
    for (const sort of ["name", "-name", "updated", "-created", "size", "-files"]) {
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await list({ sort, limit: 1, ...(cursor && { cursor }) });
        seen.push(...page.items.map(({ name }) => name));
        expect(page.total).toBe(4);
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen.toSorted(), sort).toEqual(["100%", "Beta", "alpha", "gamma"]);
    }
  });

  test.each([`"`, `'`, ";", "name; drop table users"])("has no place for %j in its order", (sort) => {
    expect(listDatasetsQuery.safeParse({ sort }).success).toBe(false);
  });

  test("a marker that was not made here is refused", async () => {
    await expect(list({ cursor: "x" })).rejects.toMatchObject({ key: "errors.cursor" });
  });
});

describe("a version", () => {
  test("never changes, and only differences are written", async () => {
    const dataset = await createDataset(member, input({}));
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`f/${index}`, `${index}`]));
    const first = await next(dataset.id, files);
    expect(first.version).toMatchObject({ number: 1, fileCount: 200, addedFiles: 200, changedFiles: 0, removedFiles: 0 });
    const before = await texts(first.version.id);
    const second = await next(dataset.id, { "f/7": "seven", new: "n" }, ["f/3"]);
    expect(second.version).toMatchObject({ number: 2, fileCount: 200, addedFiles: 1, changedFiles: 1, removedFiles: 1 });
    expect(await db.$count(datasetEntries, eq(datasetEntries.datasetId, dataset.id))).toBe(202);
    expect(await texts(first.version.id)).toEqual(before);
    expect(await texts(second.version.id)).toContain("f/7 5");
    expect(await texts(second.version.id)).not.toContain("f/3 1");
  });

  test("of the same content as the one before is no new version", async () => {
    const dataset = await createDataset(member, input({}));
    const first = await next(dataset.id, { a: "1", b: "2" });
    const again = await next(dataset.id, { a: "1" });
    expect(again).toMatchObject({ isUnchanged: true, version: { id: first.version.id } });
    expect(await findDraft(member, dataset.id)).toBeNull();
    expect((await listVersions(member, { datasetId: dataset.id, limit: 10 })).items).toHaveLength(1);
  });

  test("can start from an old one, which undoes what came between", async () => {
    const dataset = await createDataset(member, input({}));
    const first = await next(dataset.id, { a: "1", b: "2" });
    await next(dataset.id, { a: "changed", c: "3" }, ["b"]);
    const draft = await openDraft(member, { datasetId: dataset.id, baseNumber: 1 });
    const third = await commitVersion(member, { versionId: draft.id, note: "back" });
    expect(await texts(third.version.id)).toEqual(await texts(first.version.id));
    expect(third.version).toMatchObject({
      number: 3,
      addedFiles: 1,
      changedFiles: 1,
      removedFiles: 1,
      contentHash: first.version.contentHash,
    });
  });

  test("needs a file, and cannot have a file where others have a folder", async () => {
    const dataset = await createDataset(member, input({}));
    const draft = await openDraft(member, { datasetId: dataset.id });
    await expect(commitVersion(member, { versionId: draft.id, note: "" })).rejects.toMatchObject({ key: "datasets.version.empty" });
    await addFiles(member, { versionId: draft.id, files: await stored({ "a/b": "1", a: "2", "a.txt": "3" }) });
    await expect(commitVersion(member, { versionId: draft.id, note: "" })).rejects.toMatchObject({
      key: "datasets.version.fileAndFolder",
      params: { path: "a" },
    });
    await removeFiles(member, { versionId: draft.id, paths: ["a"] });
    expect((await commitVersion(member, { versionId: draft.id, note: "" })).version.fileCount).toBe(2);
    await expect(addFiles(member, { versionId: draft.id, files: await stored({ x: "1" }) })).rejects.toMatchObject({ code: "conflict" });
    await expect(commitVersion(member, { versionId: draft.id, note: "" })).rejects.toMatchObject({ code: "conflict" });
  });

  test("tells of files whose names differ only in case, and takes them all the same", async () => {
    const dataset = await createDataset(member, input({}));
    await next(dataset.id, { "a/photo.png": "1" });
    const draft = await openDraft(member, { datasetId: dataset.id });
    expect((await findDraft(member, dataset.id))?.twins).toBeNull();
    await addFiles(member, { versionId: draft.id, files: await stored({ "a/Photo.png": "2", "b/photo.png": "3" }) });
    expect((await findDraft(member, dataset.id))?.twins).toEqual({ paths: ["a/Photo.png", "a/photo.png"], count: 1 });
    expect((await commitVersion(member, { versionId: draft.id, note: "" })).version.fileCount).toBe(3);
  });

  test("is put together in one draft at a time", async () => {
    const dataset = await createDataset(member, input({}));
    const [one, two] = await Promise.all([
      getOrOpenDraft(member, { datasetId: dataset.id }),
      getOrOpenDraft(member, { datasetId: dataset.id }),
    ]);
    expect(one.id).toBe(two.id);
    await expect(openDraft(member, { datasetId: dataset.id })).rejects.toMatchObject({ key: "datasets.version.draftOpen" });
    await discardDraft(member, one.id);
    expect(await findDraft(member, dataset.id)).toBeNull();
  });

  test("a draft tells what it changes", async () => {
    const dataset = await createDataset(member, input({}));
    await next(dataset.id, { a: "1", b: "2", "d/x": "3", "d/y": "4" });
    const draft = await openDraft(member, { datasetId: dataset.id });
    await addFiles(member, { versionId: draft.id, files: await stored({ a: "one", c: "3" }) });
    expect(await removeFiles(member, { versionId: draft.id, paths: ["d/"] })).toEqual({ removed: 2 });
    expect(await getVersion(member, draft.id)).toMatchObject({
      fileCount: 3,
      addedFiles: 1,
      changedFiles: 1,
      removedFiles: 2,
      totalBytes: 5,
    });
    await removeFiles(member, { versionId: draft.id, paths: ["c"] });
    expect(await getVersion(member, draft.id)).toMatchObject({ fileCount: 2, addedFiles: 0 });
  });

  test("commits in the same moment make one version", async () => {
    const dataset = await createDataset(member, input({}));
    const draft = await aDraft(await aDatasetRow(dataset.id), { a: "1" });
    const ends = await Promise.allSettled([1, 2, 3].map(() => commitVersion(member, { versionId: draft.id, note: "" })));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("is found by its number", async () => {
    const dataset = await createDataset(member, input({}));
    const { version } = await next(dataset.id, { a: "1" });
    expect((await getVersionByNumber(member, { datasetId: dataset.id, number: 1 })).id).toBe(version.id);
    await expect(getVersionByNumber(member, { datasetId: dataset.id, number: 2 })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the files of a version", () => {
  test("are browsed folder by folder, folders first, and searched", async () => {
    const version = await aVersion(await aDataset(project), { "b.csv": "12", "a/1": "1", "a/2": "22", "a/c/3": "333", "数据/%_x": "1" });
    const top = await browse(version.id);
    expect(top.items.map(({ kind, name, fileCount, size }) => [kind, name, fileCount, size])).toEqual([
      ["folder", "a", 3, 6],
      ["folder", "数据", 1, 1],
      ["file", "b.csv", 1, 2],
    ]);
    expect((await browse(version.id, { folder: "a" })).items.map(({ path }) => path)).toEqual(["a/c", "a/1", "a/2"]);
    expect((await browse(version.id, { flat: "true", folder: "a" })).items.map(({ path }) => path)).toEqual(["a/1", "a/2", "a/c/3"]);
    expect((await browse(version.id, { q: "%_X" })).items.map(({ path }) => path)).toEqual(["数据/%_x"]);
    const first = await browse(version.id, { limit: 2 });
    const rest = await browse(version.id, { limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...rest.items]).toEqual(top.items);
    expect(rest.nextCursor).toBeNull();
  });

  test("are compared in one query", async () => {
    const dataset = await createDataset(member, input({}));
    const one = await next(dataset.id, { a: "1", b: "2", c: "3" });
    const two = await next(dataset.id, { b: "two", d: "4" }, ["c"]);
    const diff = await diffVersions(member, { versionId: two.version.id, against: one.version.id, limit: 2 });
    expect(diff.counts).toEqual({ added: 1, changed: 1, removed: 1 });
    expect(diff.items).toEqual([
      { path: "b", change: "changed", sizeBefore: 1, sizeAfter: 3 },
      { path: "c", change: "removed", sizeBefore: 1, sizeAfter: null },
    ]);
    const rest = await diffVersions(member, {
      versionId: two.version.id,
      against: one.version.id,
      limit: 2,
      cursor: diff.nextCursor ?? "",
    });
    expect(rest).toMatchObject({ items: [{ path: "d", change: "added" }], nextCursor: null, counts: { added: 1 } });
    const none = await diffVersions(member, { versionId: two.version.id, against: two.version.id, limit: 2 });
    expect(none).toEqual({ items: [], nextCursor: null, counts: { added: 0, changed: 0, removed: 0 } });
  });

  test("are shown as data: tables, text and JSON; markup as text", async () => {
    const version = await aVersion(await aDataset(project), {
      "t.csv": 'name,age\nA,1\nB\n"x\ny",3\n',
      "p.html": "<script>alert(1)</script>",
      "i.svg": "<svg onload=alert(1)>",
      "j.json": '{"a":1}',
      empty: "",
    });
    const preview = (path: string) => previewFile(member, { versionId: version.id, path });
    expect(await preview("t.csv")).toMatchObject({
      kind: "table",
      rowCount: 3,
      encoding: "UTF-8",
      table: {
        columns: [
          { name: "name", type: "text" },
          { name: "age", type: "integer", missing: 1 },
        ],
        brokenCount: 1,
      },
    });
    expect(await preview("p.html")).toMatchObject({ kind: "text", text: "<script>alert(1)</script>" });
    expect(await preview("i.svg")).toMatchObject({ kind: "text" });
    expect(await preview("j.json")).toMatchObject({ kind: "json", text: '{\n  "a": 1\n}' });
    expect(await preview("empty")).toMatchObject({ kind: "empty" });
    await expect(preview("../t.csv")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the digits sample", () => {
  test("loads from the disk, once", async () => {
    const { dataset, version } = await loadSample(member, { projectId: project.id, sample: "digits" });
    expect(dataset).toMatchObject({ slug: "digits", licence: "CC BY 4.0" });
    expect(version).toMatchObject({ number: 1, fileCount: 12 });
    const preview = await previewFile(member, { versionId: version.id, path: "digits.csv" });
    expect(preview).toMatchObject({ kind: "table", rowCount: 1797 });
    expect(preview.kind === "table" && preview.table.columns).toHaveLength(65);
    expect(await previewFile(member, { versionId: version.id, path: "images/3.png" })).toMatchObject({ kind: "image", type: "image/png" });
    const again = await loadSample(member, { projectId: project.id, sample: "digits" });
    expect(again.version.id).toBe(version.id);
    expect((await list()).total).toBe(1);
  });
});

async function aDatasetRow(id: string) {
  const [row] = await db.select().from(datasets).where(eq(datasets.id, id));
  if (!row) throw new Error("no such dataset");
  return row;
}

async function aJobReading(versionId: string): Promise<string> {
  const environmentId = newId();
  await db.insert(environments).values({ id: environmentId, slug: `e-${environmentId}`, name: "e", kind: "python" });
  const environmentVersionId = newId();
  await db.insert(environmentVersions).values({ id: environmentVersionId, environmentId, number: 1 });
  const id = newId();
  await db.insert(jobs).values({
    id,
    projectId: project.id,
    slug: `j-${id}`,
    name: "train",
    spec: sql`'{}'::jsonb`,
    environmentVersionId,
    cpuMilli: 1000,
    memoryBytes: 1,
    createdBy: member.userId,
  });
  await db.insert(jobInputs).values({ jobId: id, position: 0, datasetVersionId: versionId, target: "/data" });
  return id;
}
