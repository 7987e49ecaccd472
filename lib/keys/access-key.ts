import { z } from "zod";
import type { accessKeys } from "@/db/schema";
import { keyAccess } from "@/db/values";

/** Days a new key lives unless said, and at most. */
export const keyDays = { usual: 90, most: 365 } as const;

export const createAccessKeyInput = z.strictObject({
  name: z
    .string()
    .transform((text) => text.normalize("NFC").trim())
    .pipe(z.string().min(1).max(80))
    .refine((name) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name), { params: { key: "keys.name.controls" } })
    .meta({ description: "What it is for." }),
  access: z.enum(keyAccess),
  projectIds: z
    .array(z.uuid())
    .min(1)
    .max(100)
    .nullable()
    .default(null)
    .meta({ description: "Projects it is good for; null for all of its owner's." }),
  days: z.number().int().min(1).max(keyDays.most).default(keyDays.usual),
});
export type CreateAccessKeyInput = z.output<typeof createAccessKeyInput>;

export const accessKeyView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    hint: z.string().meta({ description: "Its first characters." }),
    access: z.enum(keyAccess),
    projectIds: z.array(z.uuid()).nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    lastUsedAddress: z.string().nullable(),
    isExpired: z.boolean(),
  })
  .meta({ id: "AccessKey", description: "A bearer token for programs, cut to its owner's rights at every call." });
export type AccessKeyView = z.output<typeof accessKeyView>;

export const accessKeyWithTokenView = z.object({
  key: accessKeyView,
  token: z.string().meta({ description: "Shown this once." }),
});
export type AccessKeyWithTokenView = z.output<typeof accessKeyWithTokenView>;

export function toAccessKeyView(row: typeof accessKeys.$inferSelect): AccessKeyView {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    access: row.access,
    projectIds: row.projectIds,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    lastUsedAddress: row.lastUsedAddress,
    isExpired: row.expiresAt.getTime() <= Date.now(),
  };
}
