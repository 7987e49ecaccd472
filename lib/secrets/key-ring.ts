import { hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { env } from "@/lib/env";

const key = z
  .base64()
  .transform((text) => Buffer.from(text, "base64"))
  .refine((bytes) => bytes.length === 32, { message: "every master key has 32 bytes" });
const ringShape = z
  .record(z.string().regex(/^[\w-]{1,32}$/), key)
  .transform((keys) => new Map(Object.entries(keys)))
  .refine((keys) => keys.size > 0, { message: "there is no master key" });

/** The installation's master keys by name: the last one seals, all open, other keys are derived from the first one. */
export type KeyRing = ReadonlyMap<string, Buffer>;

/** Reads a ring as the supervisor hands it over: `{"<key id>": "<32 bytes in base64>"}`. */
export function parseKeyRing(json: string): KeyRing {
  return ringShape.parse(JSON.parse(json));
}

/** The ring of this process, from CAIRN_SECRET_KEY or CAIRN_SECRET_KEY_FILE; throws when neither is set. */
export function keyRing(): KeyRing {
  ring ??= parseKeyRing(readSetting());
  return ring;
}

/** A 256-bit key for one purpose, as base64url: it tells nothing about the master key. */
export function deriveKey(purpose: string): string {
  const [first = Buffer.alloc(0)] = keyRing().values();
  return Buffer.from(hkdfSync("sha256", first, "", purpose, 32)).toString("base64url");
}

let ring: KeyRing | undefined;

function readSetting(): string {
  if (env.CAIRN_SECRET_KEY !== undefined) return env.CAIRN_SECRET_KEY;
  if (env.CAIRN_SECRET_KEY_FILE !== undefined) return readFileSync(env.CAIRN_SECRET_KEY_FILE, "utf8");
  throw new Error("CAIRN_SECRET_KEY or CAIRN_SECRET_KEY_FILE has to be set");
}
