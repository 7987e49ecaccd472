import { randomBytes } from "node:crypto";

/** A fresh key, spread over 256 folders. It says nothing of the content: the same bytes stored twice have two keys until one is dropped. */
export function objectKey(kind: "blobs" | "logs"): string {
  const name = randomBytes(16).toString("hex");
  return `${kind}/${name.slice(0, 2)}/${name}`;
}

/** Keys are a few plain segments; anything else was not made here. */
export function isObjectKey(key: string): boolean {
  return key.length <= 300 && /^[a-z0-9][a-zA-Z0-9._-]*(\/[a-zA-Z0-9_][a-zA-Z0-9._-]*){1,8}$/.test(key);
}
