"use server";

import { cookies, headers } from "next/headers";
import { z } from "zod";
import { changePassword, changePasswordInput } from "@/lib/accounts/change-password";
import { confirmPassword } from "@/lib/accounts/confirm-password";
import { findChoices } from "@/lib/accounts/find-choices";
import { setupAdministrator, setupInput } from "@/lib/accounts/setup-administrator";
import { givenPassword } from "@/lib/accounts/user";
import { signIn, signOut } from "@/lib/auth/next-auth";
import { safeReturnPath } from "@/lib/auth/safe-return-path";
import { writeSessionCookie } from "@/lib/auth/write-session-cookie";
import { action, publicAction } from "@/lib/http/action";
import { localeCookie } from "@/lib/i18n/locales";

const signInInput = z.strictObject({ name: z.string().trim().min(1).max(200), password: givenPassword, next: z.string().optional() });

/** Signs in by name and password; answers where to go on and the theme the person keeps. */
export const signInAction = publicAction("session.create", signInInput, async (_facts, { name, password, next }) => {
  await signIn("credentials", { name, password });
  const { locale, theme } = await findChoices(name);
  if (locale) (await cookies()).set(localeCookie, locale, { path: "/", maxAge: 31_536_000, sameSite: "lax" });
  return { next: safeReturnPath(next), theme };
});

/** Creates the first administrator by the setup link and signs him in. */
export const setupAction = publicAction("user.setup", setupInput, async (facts, input) => {
  await setupAdministrator(input, facts);
  await signIn("credentials", { name: input.name, password: input.password });
  return { next: "/" };
});

/** Ends this browser's session, if there is one. */
export const signOutAction = publicAction("session.end", z.undefined(), async () => {
  await signOut({ redirect: false });
});

/** Changes one's own password; this browser goes on with a new session, all others end. */
export const changePasswordAction = action("user.change_password", changePasswordInput, async (actor, input) => {
  const session = await changePassword(actor, { ...input, userAgent: (await headers()).get("user-agent") });
  await writeSessionCookie({ sub: session.userId, sid: session.sid });
});

/** The password typed again before something dangerous. */
export const confirmPasswordAction = action("session.confirm", z.strictObject({ password: givenPassword }), (actor, { password }) =>
  confirmPassword(actor, password),
);
