import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { DataStore, Upload as TusUpload } from "@tus/server";
import type { RequestFacts } from "@/lib/http/request-facts";
import { abortUpload } from "@/lib/uploads/abort-upload";
import { type Checksum, checked } from "@/lib/uploads/checksum";
import { completeUpload } from "@/lib/uploads/complete-upload";
import { getUpload } from "@/lib/uploads/get-upload";
import type { Grant } from "@/lib/uploads/grant-of-token";
import { Lease } from "@/lib/uploads/lease";
import type { Upload } from "@/lib/uploads/open-upload";
import { receive } from "@/lib/uploads/receive";

/** One piece of a file at most: a slow line loses no more than that, and no request lives for hours. */
export const maxChunkBytes = 64 * 1024 * 1024;

/** What one tus request brings along beside its body. */
export interface TusRequest {
  readonly grant: Grant;
  readonly checksum: Checksum | null;
  readonly facts: RequestFacts;
  /** The bytes, straight from the connection: the tus server would pass each of them through four streams. */
  readonly body: IncomingMessage;
}

/** The request that a call of the tus server belongs to. */
export const tusRequest = new AsyncLocalStorage<TusRequest>();

/** Keeps what comes by the tus protocol in the object store, each upload a row. Every method runs under the upload's lease. */
export class UploadDataStore extends DataStore {
  constructor() {
    super();
    this.extensions = ["creation", "creation-with-upload", "termination", "checksum"];
  }

  /** The row is there already, made before the lease. A file without bytes is whole at once. */
  override async create(upload: TusUpload): Promise<TusUpload> {
    if (upload.size === 0) await completeUpload(await this.row(upload.id));
    return upload;
  }

  override async write(_stream: Readable, id: string, offset: number): Promise<number> {
    const upload = await this.row(id);
    const { checksum, body } = current();
    if (upload.offset !== offset) throw tusError(409, "Upload-Offset conflict\n");
    const bytes = body.iterator({ destroyOnReturn: false });
    return receive(upload, Lease.of(id), checksum ? checked(bytes, checksum) : bytes, maxChunkBytes);
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const upload = await this.row(id);
    // All bytes came, but the process died before it could say so.
    if (upload.offset === upload.size) await completeUpload(upload);
    return new TusUpload({
      id,
      size: upload.size,
      offset: upload.offset,
      metadata: { path: upload.path },
      creation_date: upload.createdAt.toISOString(),
    });
  }

  override async remove(id: string): Promise<void> {
    await abortUpload(await this.row(id));
  }

  private row(id: string): Promise<Upload> {
    return getUpload(current().grant, id);
  }
}

export function current(): TusRequest {
  const request = tusRequest.getStore();
  if (!request) throw new Error("called outside of a tus request");
  return request;
}

/** In the form in which the tus server takes a refusal. */
export function tusError(status: number, body: string): Error & { status_code: number; body: string } {
  return Object.assign(new Error(body.trim()), { status_code: status, body });
}
