import { desc, eq } from "drizzle-orm";
import { afterAll, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { environments, environmentVersions } from "@/db/schema";
import { lookUpPending } from "@/lib/environments/look-up-pending";
import { seedEnvironments } from "@/lib/environments/seed-environments";
import { fakeRegistry } from "@/lib/registries/testing";

vi.hoisted(() => {
  process.env["CAIRN_REGISTRIES"] = "http://127.0.0.1";
});

const registry = await fakeRegistry();
afterAll(() => registry.close());

const offer = (image: string) =>
  seedEnvironments({ CAIRN_COMPUTE: "kubernetes", CAIRN_STARTER_IMAGES: { torch: `${registry.host}/${image}` } });

async function newest() {
  const [row] = await db
    .select({ version: environmentVersions })
    .from(environmentVersions)
    .innerJoin(environments, eq(environments.id, environmentVersions.environmentId))
    .where(eq(environments.slug, "torch"))
    .orderBy(desc(environmentVersions.number))
    .limit(1);
  if (!row) throw new Error("nothing was seeded");
  return row.version;
}

test("an image that an installation begins with is looked up once it can be, and says until then why it was not", async () => {
  await offer("torch:1");
  await lookUpPending();
  expect(await newest()).toMatchObject({ imageDigest: null, message: { key: "environments.image.missing" } });
  const digest = registry.put("torch", "1", ["linux/amd64", "linux/arm64"]);
  await lookUpPending();
  expect(await newest()).toMatchObject({ imageDigest: digest, architectures: ["x86-64", "arm64"], sizeBytes: 1000, message: null });
  const asked = registry.asked.length;
  await lookUpPending();
  expect(registry.asked).toHaveLength(asked);
});

test("what a program pinned stays, and is what is looked up", async () => {
  const digest = registry.put("torch", "2", ["linux/arm64"]);
  await offer("torch:2");
  const { id } = await newest();
  await db.update(environmentVersions).set({ imageDigest: digest }).where(eq(environmentVersions.id, id));
  registry.put("torch", "2", ["linux/amd64"]);
  await lookUpPending();
  expect(await newest()).toMatchObject({ imageDigest: digest, architectures: ["arm64"], message: null });
  await offer("torch:3");
  await db
    .update(environmentVersions)
    .set({ imageDigest: `sha256:${"0".repeat(64)}` })
    .where(eq(environmentVersions.id, (await newest()).id));
  await lookUpPending();
  expect(await newest()).toMatchObject({ message: null, sizeBytes: null });
});
