import { z } from "zod";
import type { users } from "@/db/schema";
import { locales } from "@/lib/i18n/locales";

/** A sign-in name as it is typed: width and case do not matter. */
export const userName = z
  .string()
  .max(200)
  .transform((text) => text.normalize("NFKC").trim().toLowerCase())
  .refine((name) => /^[a-z][a-z0-9._-]{1,38}$/.test(name), { params: { key: "account.name.characters" } })
  .meta({ description: "Sign-in name: a–z, 0–9, “.”, “_” and “-”, 2 to 39 characters, a letter first." });

/** Control characters have no place in a name, and would let one pretend to be another. */
export const displayName = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(z.string().min(1).max(80))
  .refine((name) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name), { params: { key: "account.name.controls" } })
  .meta({ description: "Name as people read it, in any script." });

const characters = (text: string) => [...text].length;

/** A new password: 12 to 128 characters, everything else is the person's choice. */
export const newPassword = z
  .string()
  .max(1_000)
  .refine((text) => characters(text) >= 12, { params: { key: "account.password.tooShort", minimum: 12 } })
  .refine((text) => characters(text) <= 128, { params: { key: "account.password.tooLong", maximum: 128 } })
  .refine((text) => new Set(text).size > 3, { params: { key: "account.password.tooPlain" } });

/** A password as typed to be checked. */
export const givenPassword = z.string().min(1).max(1_000);

export const createUserInput = z.strictObject({
  name: userName,
  displayName: displayName.optional().meta({ description: "Defaults to the sign-in name." }),
  isAdministrator: z.boolean().default(false),
});
export type CreateUserInput = z.output<typeof createUserInput>;

export const userView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    displayName: z.string(),
    isAdministrator: z.boolean(),
    isDisabled: z.boolean(),
    mustChangePassword: z.boolean(),
    createdAt: z.iso.datetime(),
    lastSignInAt: z.iso.datetime().nullable(),
    version: z.number().int(),
  })
  .meta({ id: "User", description: "A person who can sign in." });
export type UserView = z.output<typeof userView>;

export function toUserView(row: typeof users.$inferSelect, isAdministrator: boolean): UserView {
  return {
    id: row.id,
    name: row.name,
    displayName: row.displayName,
    isAdministrator,
    isDisabled: row.disabledAt !== null,
    mustChangePassword: row.mustChangePassword,
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    version: row.version,
  };
}

/** A user with the password that is shown this once. */
export const userWithPasswordView = z.object({
  user: userView,
  oneTimePassword: z.string().meta({ description: "Shown this once; has to be changed at the first sign-in." }),
});
export type UserWithPasswordView = z.output<typeof userWithPasswordView>;

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Small choices of the console that a person keeps, by name. */
export const preferences = z.strictObject({
  singleKeyShortcuts: z.boolean().optional().meta({ description: "Whether single keys such as J and K do something." }),
  checklistDismissed: z.boolean().optional(),
  sidebarCollapsed: z.boolean().optional(),
});
export type Preferences = z.output<typeof preferences>;

export const updateProfileInput = z.strictObject({
  displayName: displayName.optional(),
  locale: z.enum(locales).optional(),
  theme: z.enum(themes).optional(),
  preferences: preferences.optional().meta({ description: "Merged with what is kept." }),
});
export type UpdateProfileInput = z.output<typeof updateProfileInput>;

export const profileView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    displayName: z.string(),
    isAdministrator: z.boolean(),
    locale: z.enum(locales).nullable(),
    theme: z.enum(themes),
    preferences,
    createdAt: z.iso.datetime(),
    version: z.number().int(),
  })
  .meta({ id: "Profile", description: "The person behind the request." });
export type ProfileView = z.output<typeof profileView>;
