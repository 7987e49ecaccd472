"use server";

import { refresh } from "next/cache";
import { cookies } from "next/headers";
import { z } from "zod";
import { updateProfile } from "@/lib/accounts/update-profile";
import { signOut } from "@/lib/auth/next-auth";
import { action } from "@/lib/http/action";
import { localeCookie, locales } from "@/lib/i18n/locales";
import { markInboxRead, markInboxReadInput } from "@/lib/inbox/mark-inbox-read";
import { cancelOperation } from "@/lib/operations/cancel-operation";
import { searchThings } from "@/lib/search/search-things";
import { searchThingsInput } from "@/lib/search/thing";

export const searchThingsAction = action("search.things", searchThingsInput, searchThings);

export const markInboxReadAction = action("inbox.read", markInboxReadInput, async (actor, input) => {
  await markInboxRead(actor, input);
  refresh();
});

export const cancelOperationAction = action("operation.cancel", z.object({ id: z.uuid() }), async (actor, { id }) => {
  await cancelOperation(actor, id);
  refresh();
});

/** Keeps the language with the person, for the next browser, mails and messages. */
export const setLocaleAction = action("user.update", z.object({ locale: z.enum(locales) }), async (actor, { locale }) => {
  await updateProfile(actor, { locale });
  (await cookies()).set(localeCookie, locale, { path: "/", sameSite: "lax", maxAge: 31_536_000 });
});

export const signOutAction = action("session.end", z.object({}), async () => {
  await signOut({ redirectTo: "/sign-in" });
});
