import { expect, test } from "vitest";
import { transaction } from "@/db/client";
import { actorOf, aMember, anAdministrator, aProject, aUser } from "@/db/testing/factories";
import { newId } from "@/lib/id";
import { getOperation } from "@/lib/operations/get-operation";
import { createOperation } from "@/lib/operations/track-operation";

const owner = await aUser();
const project = await aProject({ owner });
const begin = (projectId: string | null) =>
  transaction((tx) =>
    createOperation(tx, { kind: "test", projectId, subject: { type: "dataset", id: newId(), name: "photos" }, createdBy: owner.id }),
  );

test("whoever sees a project asks for its operations by id, and nobody else", async () => {
  const id = await begin(project.id);
  const viewer = await aMember(project.id, "viewer");
  expect(await getOperation(viewer, id)).toMatchObject({ id, projectId: project.id, subject: { name: "photos" }, status: "queued" });
  const stranger = await aMember((await aProject()).id);
  await expect(getOperation(stranger, id)).rejects.toMatchObject({ code: "not_found" });
});

test("what belongs to no project is for administrators", async () => {
  const id = await begin(null);
  expect(await getOperation(await anAdministrator(), id)).toMatchObject({ id, projectId: null });
  await expect(getOperation(actorOf(owner), id)).rejects.toMatchObject({ code: "not_found" });
});

test.each(["nothing", newId()])("%s is none", async (id) => {
  await expect(getOperation(await anAdministrator(), id)).rejects.toMatchObject({ code: "not_found" });
});
