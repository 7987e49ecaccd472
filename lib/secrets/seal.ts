import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type KeyRing, keyRing } from "@/lib/secrets/key-ring";

/** Where a sealed value belongs: it opens nowhere else. */
export interface SealPlace {
  readonly table: string;
  readonly rowId: string;
  /** Null for what belongs to the installation. */
  readonly projectId: string | null;
}

const version = 1;
const algorithm = "aes-256-gcm";
// Without it Node takes a tag cut to four bytes.
const authTagLength = 16;
const ivLength = 12;
const keyLength = 32;
const wrappedLength = ivLength + keyLength + authTagLength;

/**
 * Encrypts a value under a random key of its own, which the newest master key wraps. The result names that master key;
 * `keyId` is the same name for the row's column, by which a rotation finds what is left.
 */
export function seal(plain: Buffer | string, place: SealPlace, ring: KeyRing = keyRing()): { sealed: Buffer; keyId: string } {
  const keyId = [...ring.keys()].at(-1) ?? "";
  const dataKey = randomBytes(keyLength);
  const wrapped = encrypt(masterKey(ring, keyId), dataKey, boundTo("key", place, keyId));
  // The content does not know the master key's name, so that a rotation rewraps its key and leaves it alone.
  const content = encrypt(dataKey, Buffer.from(plain), boundTo("content", place, ""));
  return { sealed: Buffer.concat([header(keyId), wrapped, content]), keyId };
}

/** Opens what `seal` made for this very place; throws when a byte is not as it was. */
export function open(sealed: Buffer, place: SealPlace, ring: KeyRing = keyRing()): Buffer {
  const { keyId, wrapped, content } = split(sealed);
  const dataKey = decrypt(masterKey(ring, keyId), wrapped, boundTo("key", place, keyId));
  return decrypt(dataKey, content, boundTo("content", place, ""));
}

/** The same value with its key wrapped by the newest master key; the content is not touched. */
export function rewrap(sealed: Buffer, place: SealPlace, ring: KeyRing = keyRing()): { sealed: Buffer; keyId: string } {
  const { keyId: oldId, wrapped, content } = split(sealed);
  const keyId = [...ring.keys()].at(-1) ?? "";
  const dataKey = decrypt(masterKey(ring, oldId), wrapped, boundTo("key", place, oldId));
  const again = encrypt(masterKey(ring, keyId), dataKey, boundTo("key", place, keyId));
  return { sealed: Buffer.concat([header(keyId), again, content]), keyId };
}

function header(keyId: string): Buffer {
  return Buffer.concat([Buffer.from([version, keyId.length]), Buffer.from(keyId, "latin1")]);
}

function split(sealed: Buffer): { keyId: string; wrapped: Buffer; content: Buffer } {
  const start = 2 + (sealed[1] ?? 0);
  if (sealed[0] !== version || sealed.length < start + wrappedLength + ivLength + authTagLength) throw new Error("Not a sealed value");
  return {
    keyId: sealed.toString("latin1", 2, start),
    wrapped: sealed.subarray(start, start + wrappedLength),
    content: sealed.subarray(start + wrappedLength),
  };
}

function boundTo(part: "key" | "content", place: SealPlace, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([version, part, place.table, place.rowId, place.projectId, keyId]));
}

function masterKey(ring: KeyRing, keyId: string): Buffer {
  const key = ring.get(keyId);
  if (!key) throw new Error(`The master key “${keyId}” is not in the ring`);
  return key;
}

function encrypt(key: Buffer, plain: Buffer, aad: Buffer): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength });
  cipher.setAAD(aad);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, box: Buffer, aad: Buffer): Buffer {
  const decipher = createDecipheriv(algorithm, key, box.subarray(0, ivLength), { authTagLength });
  decipher.setAAD(aad);
  decipher.setAuthTag(box.subarray(-authTagLength));
  return Buffer.concat([decipher.update(box.subarray(ivLength, -authTagLength)), decipher.final()]);
}
