import { createHash, randomUUID } from "node:crypto";
import { AppError } from "@/lib/errors";
import { FolderStore } from "@/lib/storage/folder-store";
import { type GrowthState, MissingObject } from "@/lib/storage/object-store";
import type { Presigned, SentPart } from "@/lib/storage/presigned";

/** A folder that gives out addresses as an S3 store does. What a program sends to one of them is handed over by `send`. */
export class PresignedFolder extends FolderStore implements Presigned {
  /** Names of uploads whose parts are here and not yet one object. */
  readonly underWay = new Map<string, Map<number, Buffer>>();

  async presignGet(key: string, seconds: number): Promise<string> {
    return `https://store.test/${key}?seconds=${seconds}`;
  }

  async beginParts(): Promise<string> {
    const id = randomUUID();
    this.underWay.set(id, new Map());
    return id;
  }

  async presignPart(key: string, uploadId: string, part: { readonly number: number; readonly size: number }): Promise<string> {
    return `https://store.test/${key}?upload=${uploadId}&part=${part.number}&size=${part.size}`;
  }

  /** Puts a part to its address; returns its tag. Throws where a store would answer with a refusal. */
  send(url: string, bytes: Buffer): string {
    const asked = new URL(url).searchParams;
    const parts = this.underWay.get(asked.get("upload") ?? "");
    if (!parts) throw new Error("404 no such upload");
    if (bytes.length !== Number(asked.get("size"))) throw new Error("403 another length was signed");
    parts.set(Number(asked.get("part")), bytes);
    return tagOf(bytes);
  }

  async completeParts(key: string, uploadId: string, sent: readonly SentPart[]): Promise<void> {
    const parts = this.underWay.get(uploadId);
    if (!parts) {
      if (await this.stat(key)) return;
      throw new MissingObject(key);
    }
    const bytes = sent
      .toSorted((one, other) => one.number - other.number)
      .map(({ number, etag }) => {
        const part = parts.get(number);
        if (!part || tagOf(part) !== etag) throw new AppError("invalid", "uploads.parts");
        return part;
      });
    await this.put(key, Buffer.concat(bytes));
    this.underWay.delete(uploadId);
  }

  override async abort(key: string, state: GrowthState): Promise<void> {
    if (typeof state.uploadId === "string") this.underWay.delete(state.uploadId);
    else await super.abort(key, state);
  }
}

function tagOf(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("hex");
}
