import { AppError } from "@/lib/errors";
import { consume } from "@/lib/rates/consume";
import { parseEncodedPath } from "@/lib/storage/parse-path";
import { abortUpload } from "@/lib/uploads/abort-upload";
import { getUpload } from "@/lib/uploads/get-upload";
import { grantOfToken } from "@/lib/uploads/grant-of-token";
import { Lease } from "@/lib/uploads/lease";
import { openUpload } from "@/lib/uploads/open-upload";
import { receive } from "@/lib/uploads/receive";
import type { FilesCall } from "../files-face";
import { slotOf } from "./slots";

/** A whole file in one request: `curl -T file …/files/uploads/path`. What breaks off leaves nothing. */
export async function putFile({ request, response, params, facts, token }: FilesCall): Promise<void> {
  const grant = await grantOfToken(token, facts);
  await consume("uploadChunk", grant.id);
  const path = parseEncodedPath(params[0] ?? "");
  const length = request.headers["content-length"];
  if (length === undefined) throw new AppError("invalid", "uploads.lengthRequired");
  const claimedSha256 = claimedDigest(request.headers["content-digest"]);
  const leave = await slotOf(grant.id);
  try {
    const upload = await openUpload(grant, { path, size: Number(length), claimedSha256 });
    const lease = await Lease.acquire(upload.id, () => undefined);
    try {
      const size = await receive(upload, lease, request.iterator({ destroyOnReturn: false }), upload.size);
      if (size < upload.size) throw new AppError("invalid", "uploads.cutShort", { path });
    } catch (error) {
      await abortUpload(upload);
      throw error;
    } finally {
      await lease.release();
    }
    const { sha256, size } = await getUpload(grant, upload.id);
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ path, size, sha256 }));
  } finally {
    leave();
  }
}

/** The SHA-256 of RFC 9530's Content-Digest, in hexadecimal; null when none was sent. */
function claimedDigest(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const [, digest] = /(?:^|[,\s])sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(header)) ?? [];
  if (digest === undefined) throw new AppError("invalid", "uploads.digestForm");
  return Buffer.from(digest, "base64").toString("hex");
}
