"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { endAllSessions, endSession } from "@/lib/accounts/end-session";
import { updateProfile } from "@/lib/accounts/update-profile";
import { updateProfileInput } from "@/lib/accounts/user";
import { action } from "@/lib/http/action";
import { createAccessKeyInput } from "@/lib/keys/access-key";
import { createAccessKey } from "@/lib/keys/create-access-key";
import { revokeAccessKey } from "@/lib/keys/revoke-access-key";

const byId = z.strictObject({ id: z.uuid() });

export const updateProfileAction = action("user.update", updateProfileInput, async (actor, input) => {
  await updateProfile(actor, input);
  refresh();
});

export const endSessionAction = action("session.end_one", byId, async (actor, { id }) => {
  await endSession(actor, id);
  refresh();
});

export const endAllSessionsAction = action("session.end_all", z.strictObject({}), (actor) => endAllSessions(actor));

export const createAccessKeyAction = action("access_key.create", createAccessKeyInput, async (actor, input) => {
  const made = await createAccessKey(actor, input);
  refresh();
  return made;
});

export const revokeAccessKeyAction = action("access_key.revoke", byId, async (actor, { id }) => {
  await revokeAccessKey(actor, id);
  refresh();
});
