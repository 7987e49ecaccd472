import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { bindings, setupTokens } from "@/db/schema";
import { makeSetupLink } from "@/lib/accounts/make-setup-link";
import { setupAdministrator } from "@/lib/accounts/setup-administrator";
import { checkPassword } from "@/lib/accounts/sign-in";
import { hashToken } from "@/lib/keys/token";

const facts = { requestId: "r", address: "192.0.2.1", locale: "zh-CN" } as const;
const password = "a sentence to remember";
const refused = { code: "forbidden", key: "auth.setup.refused" };

async function freshToken(): Promise<string> {
  const link = await makeSetupLink();
  if (link === null) throw new Error("there is an administrator already");
  const url = new URL(link);
  expect(url.pathname + url.search).toBe("/setup");
  return url.hash.slice(1);
}

test("a link that is a day old is refused", async () => {
  const token = await freshToken();
  await db
    .update(setupTokens)
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where(eq(setupTokens.tokenHash, hashToken(token)));
  await expect(setupAdministrator({ token, name: "root-1", password }, facts)).rejects.toMatchObject(refused);
});

test("a second link ends the first", async () => {
  const first = await freshToken();
  await freshToken();
  await expect(setupAdministrator({ token: first, name: "root-1", password }, facts)).rejects.toMatchObject(refused);
});

test("a refused name leaves the link good", async () => {
  const token = await freshToken();
  await expect(setupAdministrator({ token: "x", name: "root-1", password }, facts)).rejects.toMatchObject(refused);
  expect(
    await db
      .select()
      .from(setupTokens)
      .where(eq(setupTokens.tokenHash, hashToken(token))),
  ).toMatchObject([{ usedAt: null }]);
});

test("of two who use one link at once, one becomes the administrator; then no link is good or made", async () => {
  const token = await freshToken();
  const both = await Promise.allSettled(["root-1", "root-2"].map((name) => setupAdministrator({ token, name, password }, facts)));
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const name = both[0]?.status === "fulfilled" ? "root-1" : "root-2";
  expect(await checkPassword({ name, password }, facts)).toBeTruthy();
  expect(await makeSetupLink()).toBeNull();
  await expect(setupAdministrator({ token, name: "root-3", password }, facts)).rejects.toMatchObject(refused);
  expect(await db.select().from(bindings).where(eq(bindings.role, "administrator"))).toHaveLength(1);
});

test("after ten tries from one address the page has to wait", async () => {
  const from = { ...facts, address: "192.0.2.44" };
  const tries = Array.from({ length: 10 }, () => setupAdministrator({ token: "x", name: "root-9", password }, from));
  await Promise.allSettled(tries);
  await expect(setupAdministrator({ token: "x", name: "root-9", password }, from)).rejects.toMatchObject({ code: "rate_limited" });
});
