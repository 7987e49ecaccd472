import { randomBytes, randomUUID } from "node:crypto";
import { v7 } from "uuid";

/** A new object's id: uuid v7, so that ids sort by the time they were made. */
export function newId(): string {
  return v7();
}

/** `bytes` of randomness, URL-safe. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

/** What one request is called in logs, answers and audit rows: 12 characters, URL-safe. Tells requests apart and protects nothing. */
export function newRequestId(): string {
  return randomUUID().replaceAll("-", "").slice(0, 12);
}
