import { hkdfSync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { DatabasePasswords } from "@/db/embedded/server";
import { env } from "@/lib/env";
import { Refusal } from "./refusal";

/** Key id → 32 bytes in base64. The last one encrypts; the first one is what other keys are derived from. */
const ringSchema = z.record(z.string(), z.base64()).refine((ring) => Object.keys(ring).length > 0);
export type MasterKeys = Readonly<z.infer<typeof ringSchema>>;

/** The master keys: given by a setting, else those of the data folder, made at the first start. */
export function readMasterKeys(keysFolder: string): MasterKeys {
  if (env.CAIRN_SECRET_KEY) return parse("CAIRN_SECRET_KEY", env.CAIRN_SECRET_KEY);
  const file = env.CAIRN_SECRET_KEY_FILE ?? path.join(keysFolder, "master.json");
  const make = () => ({ [randomBytes(4).toString("hex")]: randomBytes(32).toString("base64") });
  return parse(file, readOrMake(file, env.CAIRN_SECRET_KEY_FILE ? null : make));
}

/** Passwords of the embedded database's roles, random per installation. */
export function readDatabasePasswords(keysFolder: string): DatabasePasswords {
  const password = () => randomBytes(24).toString("base64url");
  const make = () => ({ postgres: password(), cairn_owner: password(), cairn_app: password() });
  const schema = z.object({ postgres: z.string(), cairn_owner: z.string(), cairn_app: z.string() });
  return schema.parse(JSON.parse(readOrMake(path.join(keysFolder, "database.json"), make)));
}

/** A key for one purpose, which tells nothing about the master key. */
export function deriveKey(keys: MasterKeys, purpose: "gateway-upstream" | "auth" | "server-actions"): string {
  const [first = ""] = Object.values(keys);
  return Buffer.from(hkdfSync("sha256", Buffer.from(first, "base64"), "", purpose, 32)).toString("base64url");
}

function parse(source: string, text: string): MasterKeys {
  try {
    return ringSchema.parse(JSON.parse(text));
  } catch {
    throw new Refusal(
      `${source} does not hold master keys ({"<key id>": "<32 bytes in base64>"}). Put the right file back, or restore a backup.`,
    );
  }
}

function readOrMake(file: string, make: (() => object) | null): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (!make || !(error instanceof Error && "code" in error && error.code === "ENOENT")) {
      throw new Refusal(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const text = JSON.stringify(make());
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // A start that is cut short leaves no half key.
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return text;
}
