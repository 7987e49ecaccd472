import { createHash } from "node:crypto";
import { AppError } from "@/lib/errors";

/** What one piece must hash to. */
export interface Checksum {
  readonly algorithm: "sha1" | "sha256";
  readonly digest: Buffer;
}

/** Reads tus' `Upload-Checksum: sha256 <base64>`; null when none was sent. Throws `invalid` for any other form. */
export function parseChecksum(header: string | undefined): Checksum | null {
  if (header === undefined) return null;
  const [, algorithm, encoded = ""] = /^(sha1|sha256) ([A-Za-z0-9+/]{27,43}=)$/.exec(header) ?? [];
  if (algorithm !== "sha1" && algorithm !== "sha256") throw new AppError("invalid", "uploads.checksumForm");
  return { algorithm, digest: Buffer.from(encoded, "base64") };
}

/** The piece is not what it was said to be: nothing of it counts. */
export class ChecksumMismatch extends AppError {
  constructor() {
    super("invalid", "uploads.checksum");
  }
}

/** The same bytes; throws `ChecksumMismatch` behind the last one when they hash to something else. */
export async function* checked(source: AsyncIterable<Uint8Array>, { algorithm, digest }: Checksum): AsyncIterable<Uint8Array> {
  const hash = createHash(algorithm);
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
  if (!hash.digest().equals(digest)) throw new ChecksumMismatch();
}
