import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { changes } from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { newId } from "@/lib/id";
import { changesBefore } from "@/lib/stream/changes-before";

async function aChange(projectId: string, secondsAgo: number): Promise<number> {
  const [row] = await db
    .insert(changes)
    .values({
      projectId,
      at: sql`now() - make_interval(secs => ${secondsAgo})`,
      type: "job.updated",
      subjectType: "job",
      subjectId: newId(),
    })
    .returning({ seq: changes.seq });
  return row?.seq ?? 0;
}

test("a page that is rendered now surely shows what changed some seconds ago, of its own project", async () => {
  const project = await aProject();
  const member = await aMember(project.id);
  expect(await changesBefore(member, project.id)).toBe(0);
  const settled = await aChange(project.id, 60);
  await aChange((await aProject()).id, 50);
  await aChange(project.id, 1);
  expect(await changesBefore(member, project.id)).toBe(settled);
});

test("of a project that one may not read nothing is told", async () => {
  const outsider = await aMember((await aProject()).id);
  await expect(changesBefore(outsider, (await aProject()).id)).rejects.toThrow();
});
