import { hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { env } from "@/lib/env";

const ringShape = z
  .object({
    current: z.string().regex(/^[\w-]{1,32}$/),
    keys: z.record(
      z.string().regex(/^[\w-]{1,32}$/),
      z.base64().transform((text) => Buffer.from(text, "base64")),
    ),
  })
  .refine(({ current, keys }) => keys[current] !== undefined, { message: "the current key is not among the keys" })
  .refine(({ keys }) => Object.values(keys).every((key) => key.length === 32), { message: "every key has 32 bytes" });

/** The installation's master keys by name: one seals, all open. */
export type KeyRing = z.output<typeof ringShape>;

/** Reads a ring as the supervisor hands it over: `{"current":"k1","keys":{"k1":"<32 bytes, base64>"}}`. */
export function parseKeyRing(json: string): KeyRing {
  return ringShape.parse(JSON.parse(json));
}

/** The ring of this process, from CAIRN_SECRET_KEY or CAIRN_SECRET_KEY_FILE; throws when neither is set. */
export function keyRing(): KeyRing {
  ring ??= parseKeyRing(readSetting());
  return ring;
}

/** A 256-bit key for one purpose, derived from the current master key. Keys of older ones follow, newest first. */
export function derivedKeys(purpose: string): readonly Buffer[] {
  const { current, keys } = keyRing();
  const names = [current, ...Object.keys(keys).filter((name) => name !== current)];
  return names.map((name) => Buffer.from(hkdfSync("sha256", keys[name] ?? Buffer.alloc(0), "cairn", purpose, 32)));
}

let ring: KeyRing | undefined;

function readSetting(): string {
  if (env.CAIRN_SECRET_KEY !== undefined) return env.CAIRN_SECRET_KEY;
  if (env.CAIRN_SECRET_KEY_FILE !== undefined) return readFileSync(env.CAIRN_SECRET_KEY_FILE, "utf8");
  throw new Error("CAIRN_SECRET_KEY or CAIRN_SECRET_KEY_FILE has to be set");
}
