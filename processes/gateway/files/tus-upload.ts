import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Locker, Server } from "@tus/server";
import { AppError } from "@/lib/errors";
import { asRefusal, toProblem } from "@/lib/http/problem";
import { log } from "@/lib/log";
import { consume } from "@/lib/rates/consume";
import { parseChecksum } from "@/lib/uploads/checksum";
import { grantOfToken } from "@/lib/uploads/grant-of-token";
import { Lease } from "@/lib/uploads/lease";
import { openUpload } from "@/lib/uploads/open-upload";
import { current, maxChunkBytes, tusError, tusRequest, UploadDataStore } from "@/lib/uploads/upload-data-store";
import type { FilesCall } from "../files-face";
import { leaveBody } from "./leave-body";
import { slotOf } from "./slots";

/** A tus 1.0 request of a grant: creation, pieces, where it stands, termination. Bytes are never given back here. */
export async function tusUpload({ request, response, facts, token }: FilesCall): Promise<void> {
  const grant = await grantOfToken(token, facts);
  await consume("uploadChunk", grant.id);
  const checksum = parseChecksum(singleHeader(request.headers["upload-checksum"]));
  if (Number(request.headers["content-length"] ?? 0) > maxChunkBytes) {
    throw new AppError("too_large", "uploads.chunk", { maximum: maxChunkBytes });
  }
  const leave = await slotOf(grant.id);
  try {
    const answer = await tusRequest.run({ grant, checksum, facts, body: request }, () => server.handleWeb(headOf(request)));
    await send(answer, request, response);
  } finally {
    leave();
  }
}

const locker: Locker = {
  newLock(id) {
    let lease: Lease | undefined;
    return {
      async lock(signal) {
        const { body } = current();
        lease = await Lease.acquire(id, () => void letGo(body), signal);
      },
      async unlock() {
        await lease?.release();
        lease = undefined;
      },
    };

    /** Who waits for the lease is the same file's next connection: this one hangs, and what it brought is kept. */
    async function letGo(body: IncomingMessage): Promise<void> {
      await sleep(drainMs);
      if (lease) body.destroy();
    }
  },
};

const drainMs = 1_000;

const server = new Server({
  path: "/files/uploads",
  datastore: new UploadDataStore(),
  relativeLocation: true,
  // The files face has set them already, for the console's origin alone.
  allowedOrigins: () => false,
  locker,
  namingFunction: async (request, metadata) => {
    const { grant } = current();
    const size = request.headers.get("upload-length") ?? "";
    if (!/^\d{1,15}$/.test(size)) throw tusError(400, "Upload-Length is required\n");
    const { id } = await openUpload(grant, {
      path: metadata?.path ?? metadata?.filename ?? "",
      size: Number(size),
      claimedSha256: claimed(metadata?.sha256),
    });
    return id;
  },
  onResponseError: (_, error) => {
    if ("status_code" in error && "body" in error) return { status_code: error.status_code, body: error.body };
    const { facts } = current();
    if (!asRefusal(error)) log.error({ err: error, requestId: facts.requestId }, "bug");
    const problem = toProblem(error, facts.locale, facts.requestId);
    return { status_code: statusOf(error, problem.status), body: JSON.stringify(problem) };
  },
});

/** The request without its body, which goes its own way. */
function headOf(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string") headers.set(name, value);
  return new Request(new URL(request.url ?? "/", "http://files"), { method: request.method ?? "", headers });
}

async function send(answer: Response, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.statusCode = answer.status;
  leaveBody(request, response);
  response.end(await answer.text());
}

/** tus has its own number for a piece whose checksum is wrong; and a conflict over who writes is 423, which clients try again. */
function statusOf(error: unknown, status: number): number {
  const key = error instanceof AppError ? error.key : null;
  if (key === "uploads.checksum" || key === "uploads.hashMismatch") return 460;
  return key === "uploads.busy" ? 423 : status;
}

function claimed(sha256: string | null | undefined): string | null {
  return sha256 && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null;
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}
