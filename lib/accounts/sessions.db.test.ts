import { expect, test } from "vitest";
import { transaction } from "@/db/client";
import { listening } from "@/db/listen";
import { actorOf, aUser, byKey } from "@/db/testing/factories";
import { endAllSessions, endSession } from "@/lib/accounts/end-session";
import { listSessions } from "@/lib/accounts/list-sessions";
import { getProfile, updateProfile } from "@/lib/accounts/update-profile";
import { updateProfileInput } from "@/lib/accounts/user";
import { startSession } from "@/lib/auth/start-session";

const origin = { address: "192.0.2.1", userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };

async function withSessions(count: number) {
  const user = await aUser();
  const sessions = [];
  for (let number = 0; number < count; number += 1) sessions.push(await transaction((tx) => startSession(tx, user.id, origin)));
  const [first] = sessions;
  if (!first) throw new Error("no session");
  return { user, sessions, actor: actorOf(user, { credential: { kind: "session", sessionId: first.id, confirmedAt: new Date() } }) };
}

test("one's sessions are listed with what they come from, this one marked", async () => {
  const { actor, sessions } = await withSessions(2);
  const listed = await listSessions(actor);
  expect(listed).toHaveLength(2);
  expect(listed.find(({ isCurrent }) => isCurrent)).toMatchObject({
    id: sessions[0]?.id,
    browser: "Firefox",
    system: "Linux",
    address: "192.0.2.1",
  });
});

test("ending one leaves the others, ending all leaves none, and everyone who listens hears of it", async () => {
  const { actor, sessions, user } = await withSessions(3);
  const heard: string[] = [];
  const stop = await listening.listen("cairn_sessions", (payload) => void heard.push(payload));
  await endSession(actor, sessions[1]?.id ?? "");
  expect(await listSessions(actor)).toHaveLength(2);
  expect(await endAllSessions(actor)).toEqual({ ended: 2 });
  expect(await listSessions(actor)).toEqual([]);
  await expect.poll(() => heard).toEqual([sessions[1]?.id, `user:${user.id}`]);
  stop();
});

test("nobody ends another person's session, and no key ends any", async () => {
  const { actor, sessions } = await withSessions(1);
  const id = sessions[0]?.id ?? "";
  await expect(endSession(actorOf(await aUser()), id)).rejects.toMatchObject({ code: "not_found" });
  await expect(endSession(byKey(actor), id)).rejects.toMatchObject({ code: "forbidden" });
  await expect(endAllSessions(byKey(actor))).rejects.toMatchObject({ code: "forbidden" });
});

test("a profile changes field by field, and preferences are merged", async () => {
  const { actor } = await withSessions(1);
  await updateProfile(
    actor,
    updateProfileInput.parse({ displayName: " 李 “雷” ", locale: "zh-CN", preferences: { singleKeyShortcuts: false } }),
  );
  const changed = await updateProfile(actor, updateProfileInput.parse({ theme: "dark", preferences: { checklistDismissed: true } }));
  expect(changed).toMatchObject({
    displayName: "李 “雷”",
    locale: "zh-CN",
    theme: "dark",
    preferences: { singleKeyShortcuts: false, checklistDismissed: true },
  });
  expect(await getProfile(actor)).toEqual(changed);
  await expect(updateProfile(actor, { theme: "light" }, changed.version - 1)).rejects.toMatchObject({ code: "stale" });
  await expect(updateProfile(byKey(actor, { access: "read" }), { theme: "light" })).rejects.toMatchObject({ code: "forbidden" });
});

test("names that hide or turn around characters are refused", () => {
  for (const displayName of ["", "   ", "a\u202eb", "a\u0000b", "a\u200bb", "x".repeat(81)]) {
    expect(updateProfileInput.safeParse({ displayName }).success, JSON.stringify(displayName)).toBe(false);
  }
});
