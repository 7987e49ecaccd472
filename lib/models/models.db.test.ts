import { mkdtemp, readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { attempts, auditEvents, metricSeries, revisions } from "@/db/schema";
import { aDataset, aVersion } from "@/db/testing/data-factories";
import { actorOf, aMember, aProject, aUser } from "@/db/testing/factories";
import { aModelVersion, anEndedJob } from "@/db/testing/serve-factories";
import type { UserActor } from "@/lib/auth/actor";
import { previewFile } from "@/lib/datasets/preview-file";
import { deployEndpoint } from "@/lib/endpoints/deploy-endpoint";
import { createRevisionInput, deployEndpointInput, usualResources } from "@/lib/endpoints/endpoint";
import { newId } from "@/lib/id";
import { listOutputs } from "@/lib/jobs/list-outputs";
import { deleteModel, deleteModelVersion, restoreModel, restoreModelVersion } from "@/lib/models/delete-model";
import { getModel, getModelBySlug, getModelDownload, listModelFiles, listModelVersions } from "@/lib/models/get-model";
import { listModels } from "@/lib/models/list-models";
import { registerModelInput } from "@/lib/models/model";
import { registerModel } from "@/lib/models/register-model";
import { updateModel } from "@/lib/models/update-model";

let project: Awaited<ReturnType<typeof aProject>>;
let member: UserActor;
let viewer: UserActor;
let stranger: UserActor;

beforeAll(async () => {
  project = await aProject();
  member = await aMember(project.id);
  viewer = await aMember(project.id, "viewer");
  stranger = actorOf(await aUser());
});

const register = (attemptId: string, values: { model?: string; path?: string; note?: string } = {}, actor = member) =>
  registerModel(actor, { projectId: project.id, attemptId, model: "digits", note: "", ...values });

describe("registering", () => {
  test("outputs become version 1 of a new model, with where they came from and their last metrics", async () => {
    const signature = { inputs: [{ name: "image", datatype: "FP64", shape: [-1, 64] }], playground: "digit" };
    const { job, attempt, run } = await anEndedJob(project.id, member.userId, {
      "model.joblib": "bytes",
      "model.json": JSON.stringify(signature),
      "report.txt": "good",
    });
    await db.insert(metricSeries).values([
      { id: newId(), runId: run.id, name: "accuracy", lastValue: 0.97 },
      { id: newId(), runId: run.id, name: "loss", lastValue: Number.NaN },
    ]);
    const { model, version } = await register(attempt.id, { model: "手写数字", note: "first" });
    expect(model).toMatchObject({ slug: "shou-xie-shu-zi", name: "手写数字", versionCount: 1 });
    expect(version).toMatchObject({
      number: 1,
      format: "sklearn-joblib",
      entryPath: "model.joblib",
      metrics: { accuracy: 0.97 },
      signature: { ...signature, outputs: [] },
      note: "first",
      fileCount: 2,
      job: { id: job.id, attempt: 1 },
      environment: { number: 1 },
      createdBy: member.displayName,
    });
    expect((await listModelFiles(member, version.id)).map((file) => file.path)).toEqual(["model.joblib", "model.json"]);
    const [audited] = await db.select().from(auditEvents).where(eq(auditEvents.subjectId, version.id));
    expect(audited).toMatchObject({ verb: "model_version.created", actorId: member.userId });
  });

  test("the same name, or its address, gives the next version", async () => {
    const first = await aModelVersion(member, project.id, "Next One");
    const second = await aModelVersion(member, project.id, "next-one");
    const third = await aModelVersion(member, project.id, "Next One");
    expect([first, second, third].map(({ version }) => version.number)).toEqual([1, 2, 3]);
    expect(new Set([first, second, third].map(({ model }) => model.id)).size).toBe(1);
    expect((await listModelVersions(viewer, first.model.id)).map((version) => version.number)).toEqual([3, 2, 1]);
  });

  test("two at once get two numbers", async () => {
    const sources = [];
    for (let at = 0; at < 2; at += 1) sources.push(await anEndedJob(project.id, member.userId, { "model.joblib": "bytes" }));
    const both = await Promise.all(sources.map(({ attempt }) => register(attempt.id, { model: "next-one" })));
    expect(both.map(({ version }) => version.number).toSorted()).toEqual([4, 5]);
  });

  test("outputs that are not all stored yet wait", async () => {
    const { attempt } = await anEndedJob(project.id, member.userId, { "model.joblib": "bytes" });
    await db.update(attempts).set({ flushedAt: null }).where(eq(attempts.id, attempt.id));
    await expect(register(attempt.id)).rejects.toMatchObject({ code: "conflict", key: "models.register.notStored" });
  });

  test("a model.json that cannot be used is refused with what is wrong in it", async () => {
    for (const text of ["{", '{"inputs": 1}', '{"inputs": [{"name": "x", "datatype": "FLOAT", "shape": [1]}]}']) {
      const { attempt } = await anEndedJob(project.id, member.userId, { "model.joblib": "bytes", "model.json": text });
      await expect(register(attempt.id)).rejects.toMatchObject({ code: "invalid", key: "models.register.badSignature" });
    }
  });

  test.each(["model.pkl", "model.joblib", "model.pt", "model.pth", "model.keras", "model.h5", "model.onnx"])(
    "a marker in %s is looked at, registered, listed and given a link without ever being run",
    async (file) => {
      const folder = await mkdtemp(path.join(os.tmpdir(), "marker-"));
      const marker = `cposix\nsystem\n(S'touch ${folder}/ran'\ntR.`;
      const dataset = await aVersion(await aDataset(project), { [file]: marker });
      await previewFile(member, { versionId: dataset.id, path: file });
      const { attempt } = await anEndedJob(project.id, member.userId, { [file]: marker });
      await listOutputs(member, attempt.id);
      const { version } = await register(attempt.id, { model: "marked", path: file });
      await listModelFiles(member, version.id);
      await getModel(member, version.modelId);
      await getModelDownload(member, { versionId: version.id, path: file }, "program");
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test.each(["https://evil.test/model.pkl", "file:///etc/passwd", "/etc/passwd", "../../../etc/passwd", "s3://bucket/key", "runs:/1/x"])(
    "“%s” is no model: sources are ids",
    async (source) => {
      const { attempt } = await anEndedJob(project.id, member.userId, { "model.joblib": "bytes" });
      const registration = { projectId: project.id, model: "digits" };
      expect(registerModelInput.safeParse({ ...registration, attemptId: source }).success).toBe(false);
      expect(deployEndpointInput.safeParse({ projectId: project.id, modelVersionId: source }).success).toBe(false);
      expect(createRevisionInput.safeParse({ modelVersionId: source }).success).toBe(false);
      await expect(register(attempt.id, { path: source })).rejects.toMatchObject({ code: "invalid" });
    },
  );

  test("a viewer may not, a stranger finds nothing, and another project's attempt is not there", async () => {
    const { attempt } = await anEndedJob(project.id, member.userId, { "model.joblib": "bytes" });
    await expect(register(attempt.id, {}, viewer)).rejects.toMatchObject({ code: "forbidden" });
    await expect(register(attempt.id, {}, stranger)).rejects.toMatchObject({ code: "not_found" });
    const other = await aProject();
    const both = actorOf(await aUser());
    await db.insert((await import("@/db/schema")).bindings).values([
      { id: newId(), subjectKind: "user", subjectId: both.userId, role: "member", projectId: other.id },
      { id: newId(), subjectKind: "user", subjectId: both.userId, role: "member", projectId: project.id },
    ]);
    await expect(registerModel(both, { projectId: other.id, attemptId: attempt.id, model: "x", note: "" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("models as they stand", () => {
  test("a list goes on behind its cursor and names nobody else's", async () => {
    const own = await aProject();
    const owner = await aMember(own.id);
    for (const name of ["a", "b", "c"]) await aModelVersion(owner, own.id, name);
    const first = await listModels(owner, { projectId: own.id, limit: 2 });
    const second = await listModels(owner, { projectId: own.id, limit: 2, ...(first.nextCursor && { cursor: first.nextCursor }) });
    expect([...first.items, ...second.items].map((model) => model.name)).toEqual(["c", "b", "a"]);
    expect(second.nextCursor).toBeNull();
    expect((await listModels(owner, { projectId: own.id, limit: 9, slug: "b" })).items).toHaveLength(1);
    await expect(listModels(stranger, { projectId: own.id, limit: 2 })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a change wants the version that was read", async () => {
    const { model } = await aModelVersion(member, project.id, "renamed");
    const changed = await updateModel(member, model.id, { description: "Reads digits." }, model.version);
    expect(changed.description).toBe("Reads digits.");
    await expect(updateModel(member, model.id, { name: "x" }, model.version)).rejects.toMatchObject({ code: "stale" });
    await expect(updateModel(viewer, model.id, { name: "x" }, null)).rejects.toMatchObject({ code: "forbidden" });
    const other = await aModelVersion(member, project.id, "other-name");
    await expect(updateModel(member, model.id, { slug: other.model.slug }, null)).rejects.toMatchObject({ key: "errors.slug.taken" });
  });

  test("a download link is for who may read, and for files that are there", async () => {
    const { version } = await aModelVersion(member, project.id, "download");
    expect(await getModelDownload(viewer, { versionId: version.id }, "program")).toContain("/files/signed/");
    expect(await getModelDownload(viewer, { versionId: version.id, path: "model.joblib" }, "browser")).toContain("files.apps");
    await expect(getModelDownload(viewer, { versionId: version.id, path: "../x" }, "program")).rejects.toMatchObject({ code: "not_found" });
    await expect(getModelDownload(stranger, { versionId: version.id }, "program")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the bin", () => {
  test("a deleted model is gone and comes back with its versions", async () => {
    const { model } = await aModelVersion(member, project.id, "binned");
    await deleteModel(member, model.id);
    await expect(getModel(member, model.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(getModelBySlug(member, project.id, "binned")).rejects.toMatchObject({ code: "not_found" });
    await expect(restoreModel(stranger, model.id)).rejects.toMatchObject({ code: "not_found" });
    expect((await restoreModel(member, model.id)).versionCount).toBe(1);
  });

  test("it does not come back over a model that took its address", async () => {
    const { model } = await aModelVersion(member, project.id, "taken");
    await deleteModel(member, model.id);
    await aModelVersion(member, project.id, "taken");
    await expect(restoreModel(member, model.id)).rejects.toMatchObject({ code: "conflict", key: "errors.slug.taken" });
  });

  test("a version goes and comes back; its number is not given again", async () => {
    const { model, version } = await aModelVersion(member, project.id, "one-version");
    await deleteModelVersion(member, version.id);
    expect((await getModel(member, model.id)).latest).toBeNull();
    expect((await aModelVersion(member, project.id, "one-version")).version.number).toBe(2);
    await restoreModelVersion(member, version.id);
    expect((await getModel(member, model.id)).versionCount).toBe(2);
  });

  test("what an endpoint serves stays, and the endpoint is named", async () => {
    const { model, version } = await aModelVersion(member, project.id, "served");
    const endpoint = await deployEndpoint(member, { projectId: project.id, modelVersionId: version.id, name: "reader", ...usualResources });
    await expect(deleteModel(member, model.id)).rejects.toMatchObject({ code: "conflict", params: { endpoints: "reader" } });
    await expect(deleteModelVersion(member, version.id)).rejects.toMatchObject({ code: "conflict" });
    expect((await getModel(viewer, model.id)).latest?.endpoints).toMatchObject([{ name: "reader", revision: 1 }]);
    await db.update(revisions).set({ endedAt: new Date() }).where(eq(revisions.endpointId, endpoint.id));
    await deleteModel(member, model.id);
  });
});
