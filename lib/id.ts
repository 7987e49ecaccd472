import { randomBytes } from "node:crypto";
import { v7 } from "uuid";

/** A new object's id: uuid v7, so that ids sort by the time they were made. */
export function newId(): string {
  return v7();
}

/** `bytes` of randomness, URL-safe. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}
