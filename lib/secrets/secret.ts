import { z } from "zod";
import type { secrets } from "@/db/schema";

export const putSecretInput = z.strictObject({
  name: z
    .string()
    .refine((name) => /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name), { params: { key: "projects.secrets.characters" } })
    .meta({ description: "Name of the variable that a job sees." }),
  value: z.string().min(1).max(65_536).meta({ description: "Never shown again." }),
});
export type PutSecretInput = z.output<typeof putSecretInput>;

export const secretView = z
  .object({ id: z.uuid(), name: z.string(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime(), version: z.number().int() })
  .meta({ id: "Secret", description: "A value that jobs of the project may be given and nobody can read back." });
export type SecretView = z.output<typeof secretView>;

export function toSecretView(row: Pick<typeof secrets.$inferSelect, "id" | "name" | "createdAt" | "updatedAt" | "version">): SecretView {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}
