import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";

const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };

/** Locks the master keys into a box that only the passphrase opens. */
export function lockKeys(keys: string, passphrase: string): Buffer {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", scryptSync(passphrase, salt, 32, cost), nonce, { authTagLength: 16 });
  const locked = Buffer.concat([cipher.update(keys, "utf8"), cipher.final()]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), locked]);
}

/** The master keys, or null for a wrong passphrase or a changed box. */
export function unlockKeys(box: Buffer, passphrase: string): string | null {
  const [salt, nonce, tag, locked] = [box.subarray(0, 16), box.subarray(16, 28), box.subarray(28, 44), box.subarray(44)];
  try {
    const decipher = createDecipheriv("aes-256-gcm", scryptSync(passphrase, salt, 32, cost), nonce, { authTagLength: 16 });
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(locked), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
