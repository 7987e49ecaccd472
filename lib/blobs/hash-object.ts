import { createHash } from "node:crypto";
import { objectStore } from "@/lib/storage/store";

/** The SHA-256 of an object's bytes, in hexadecimal: reads all of them. */
export async function hashObject(key: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of await objectStore().get(key)) hash.update(bytes);
  return hash.digest("hex");
}
