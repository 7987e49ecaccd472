import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import type { KeyKind } from "@/db/values";

const prefixes = { personal: "pat", endpoint: "ep", job: "job", upload: "up" } as const;

/** What a token is for; Signature V4 keys have another form. */
export type TokenKind = Exclude<KeyKind, "signature"> | "upload";

/** A new token: `cairn_<kind>_`, 256 bits, random unless given, as 43 characters of base62, and 6 characters that catch a mistyped one. */
export function makeToken(kind: TokenKind, bits: Buffer = randomBytes(32)): string {
  const body = base62(BigInt(`0x${bits.toString("hex")}`), 43);
  const head = `cairn_${prefixes[kind]}_${body}`;
  return head + checksum(head);
}

/** The kind of a well-formed token, null for anything else: no query is spent on garbage. */
export function kindOfToken(token: string): TokenKind | null {
  const [, head, prefix, sum] = /^(cairn_(pat|ep|job|up)_[0-9A-Za-z]{43})([0-9A-Za-z]{6})$/.exec(token) ?? [];
  if (head === undefined || checksum(head) !== sum) return null;
  return (Object.keys(prefixes) as TokenKind[]).find((kind) => prefixes[kind] === prefix) ?? null;
}

/** What is stored of a token: 256 random bits need no slow hash. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The first characters, to recognise a token by: they say nothing about the rest. */
export function hintOf(token: string): string {
  return token.slice(0, token.indexOf("_", 6) + 5);
}

function checksum(head: string): string {
  return base62(BigInt(crc32(head)), 6);
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function base62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
  return text;
}
