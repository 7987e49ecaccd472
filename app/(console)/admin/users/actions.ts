"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { createUser } from "@/lib/accounts/create-user";
import { disableUser, enableUser } from "@/lib/accounts/disable-user";
import { resetPassword } from "@/lib/accounts/reset-password";
import { makeAdministrator, unmakeAdministrator } from "@/lib/accounts/set-administrator";
import { createUserInput } from "@/lib/accounts/user";
import { action } from "@/lib/http/action";

const byId = z.strictObject({ id: z.uuid() });

export const createUserAction = action("user.create", createUserInput, async (actor, input) => {
  const made = await createUser(actor, input);
  refresh();
  return made;
});

export const disableUserAction = action("user.disable", byId, async (actor, { id }) => {
  await disableUser(actor, id);
  refresh();
});

export const enableUserAction = action("user.enable", byId, async (actor, { id }) => {
  await enableUser(actor, id);
  refresh();
});

export const resetPasswordAction = action("user.reset_password", byId, async (actor, { id }) => {
  const made = await resetPassword(actor, id);
  refresh();
  return made;
});

export const makeAdministratorAction = action("user.make_administrator", byId, async (actor, { id }) => {
  await makeAdministrator(actor, id);
  refresh();
});

export const unmakeAdministratorAction = action("user.unmake_administrator", byId, async (actor, { id }) => {
  await unmakeAdministrator(actor, id);
  refresh();
});
