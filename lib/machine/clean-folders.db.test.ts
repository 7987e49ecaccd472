import { existsSync } from "node:fs";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { environmentVersions } from "@/db/schema";
import { aMember, aProject } from "@/db/testing/factories";
import { environmentFolder } from "@/lib/environments/build/build-paths";
import { createEnvironment } from "@/lib/environments/create-environment";
import { deleteEnvironment } from "@/lib/environments/delete-environment";
import { createEnvironmentInput } from "@/lib/environments/environment";
import { syncEnvironment } from "@/lib/environments/sync-environment";
import { clean, measureCleanables } from "@/lib/machine/clean-folders";
import { stopAll } from "@/lib/worker/background";

const project = await aProject();
const member = await aMember(project.id);

async function build(name: string): Promise<{ id: string; folder: string }> {
  const { id, latest } = await createEnvironment(
    member,
    createEnvironmentInput.parse({ projectId: project.id, name, requirements: "six" }),
  );
  for (;;) {
    await syncEnvironment(latest.id);
    const [row] = await db.select().from(environmentVersions).where(eq(environmentVersions.id, latest.id));
    if (row?.status === "ready") return { id, folder: environmentFolder(row.lockHash ?? "") };
    if (row?.status === "failed") throw new Error(JSON.stringify(row.message));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("cleaning frees kept packages and unused environments, which come back when they are needed", { timeout: 120_000 }, async () => {
  expect(await measureCleanables()).toEqual({ environments: 0, packages: 0 });
  const first = await build("Six");
  await stopAll();
  const { environments, packages } = await measureCleanables();
  expect(environments).toBe(0);
  expect(packages).toBeGreaterThan(0);

  expect(await clean.packages()).toBe(packages);
  expect((await measureCleanables()).packages).toBeLessThan(packages);
  expect(await clean.environments()).toBe(0);

  await deleteEnvironment(member, first.id);
  const unused = (await measureCleanables()).environments;
  expect(unused).toBeGreaterThan(10_000);
  expect(await clean.environments()).toBe(unused);
  expect(existsSync(first.folder)).toBe(false);

  expect(existsSync((await build("Six again")).folder)).toBe(true);
  await stopAll();
});
