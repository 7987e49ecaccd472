import { z } from "zod";

/** The first entry of a backup: what a restore must know before it begins. */
export const backupHeader = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** How many migrations the schema had. */
  migrations: z.number().int().positive(),
  tables: z.array(z.object({ name: z.string().regex(/^[a-z_]+$/), columns: z.array(z.string().regex(/^[a-z0-9_]+$/)) })),
  /** Position of each sequence. */
  sequences: z.array(z.object({ name: z.string(), value: z.string().regex(/^\d+$/) })),
  /** Names of the master keys in use, and of the secrets that are lost without them. */
  keys: z.array(z.string()),
  secrets: z.array(z.string()),
});
export type BackupHeader = z.infer<typeof backupHeader>;

/** The last entry: the hash of the names and bytes of all before it, and what was counted on the way. */
export const backupManifest = z.object({
  sha256: z.string().length(64),
  rows: z.number().int(),
  objects: z.number().int(),
  objectBytes: z.number().int(),
});
export type BackupManifest = z.infer<typeof backupManifest>;

export const entryNames = { header: "cairn-backup.json", keys: "keys.locked", manifest: "manifest.json" } as const;
