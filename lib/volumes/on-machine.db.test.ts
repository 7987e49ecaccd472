import { expect, test, vi } from "vitest";
import { actorOf, aMember, aProject, aUser } from "@/db/testing/factories";
import { anEnvironment } from "@/db/testing/train-factories";
import { aSharedVolume } from "@/db/testing/volume-factories";
import { createJob } from "@/lib/jobs/create-job";
import { createJobInput } from "@/lib/jobs/job";
import { createSharedVolume } from "@/lib/volumes/create-shared-volume";
import { createSharedVolumeInput } from "@/lib/volumes/shared-volume";

vi.hoisted(() => {
  process.env.CAIRN_COMPUTE = "local";
});

const refusal = { key: "volumes.refused.onMachine" };

test("where jobs run on one machine, a job with a shared volume is refused before it waits", async () => {
  const project = await aProject();
  const member = await aMember(project.id);
  await anEnvironment({ slug: "sklearn" });
  await aSharedVolume({ name: "team-data" });
  const input = { projectId: project.id, name: "reader", environment: "sklearn", code: { text: "1" }, volumes: [{ volume: "team-data" }] };
  await expect(createJob(member, createJobInput.parse(input))).rejects.toMatchObject({
    ...refusal,
    fields: [{ path: "volumes.0.volume" }],
  });
});

test("where jobs run on one machine, nobody adds a shared volume in vain", async () => {
  const administrator = actorOf(await aUser(), { isAdministrator: true });
  const input = createSharedVolumeInput.parse({ name: "team-data", source: { kind: "claim", claim: "data" } });
  await expect(createSharedVolume(administrator, input)).rejects.toMatchObject(refusal);
});
