import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import { isObjectKey } from "@/lib/storage/object-key";
import {
  type ByteRange,
  type ByteSource,
  type Growth,
  type GrowthState,
  MissingObject,
  type ObjectStore,
  type StoredObject,
} from "@/lib/storage/object-store";
import { type Part, PartWriter } from "@/lib/storage/part-writer";
import type { Presigned, SentPart } from "@/lib/storage/presigned";
import { S3Addresses } from "@/lib/storage/s3-addresses";
import { openS3Client, type S3Keys } from "@/lib/storage/s3-client";
import { cutAt, fill, flat, type Grown, growthState, sum, unfinished, withRest } from "@/lib/storage/s3-growth";
import type { S3Place } from "@/lib/storage/s3-place";
import { ask, isNamed } from "@/lib/storage/s3-refusals";

/** Objects of a bucket with the S3 API (protocol: Amazon S3 API reference, 2006-03-01). What is on its way lies in multipart uploads and below `.unfinished/`. */
export class S3Store implements ObjectStore, Presigned {
  readonly name = "s3";
  private readonly client: S3Client;
  private readonly addresses: S3Addresses;
  private readonly place: S3Place;

  /** `publicEndpoint`: the store's own origin for those who get addresses, where they reach it by another name than Cairn. */
  constructor(place: S3Place, keys: S3Keys, publicEndpoint: string | undefined = place.endpoint) {
    this.place = place;
    this.client = openS3Client(place, keys, place.endpoint);
    this.addresses = new S3Addresses(publicEndpoint === place.endpoint ? this.client : openS3Client(place, keys, publicEndpoint));
  }

  file(): null {
    return null;
  }

  async put(key: string, source: ByteSource): Promise<{ size: number }> {
    const at = this.at(key);
    if (source instanceof Uint8Array) {
      await this.putBytes(at, source);
      return { size: source.length };
    }
    const upload = this.multipart(at);
    const writer = new PartWriter([], upload.send);
    try {
      for await (const bytes of source) await writer.take(bytes);
      const { parts, rest } = await writer.settle();
      if (upload.id === undefined) await this.putBytes(at, rest);
      else await this.complete(at, upload.id, await withRest(parts, rest, upload.send));
      return { size: sum(parts) + rest.length };
    } catch (error) {
      // A part that arrives behind the abort would stay.
      await writer.idle();
      await this.abortMultipart(at, upload.id).catch(() => undefined);
      throw error;
    }
  }

  async get(key: string, { start = 0, end }: ByteRange = {}): Promise<Readable> {
    const at = this.at(key);
    if (end !== undefined && end <= start) {
      if (!(await this.stat(key))) throw new MissingObject(key);
      return Readable.from([]);
    }
    const isWhole = start === 0 && end === undefined;
    const range = isWhole ? {} : { Range: `bytes=${start}-${end === undefined ? "" : end - 1}` };
    try {
      const { Body } = await ask(() => this.client.send(new GetObjectCommand({ ...at, ...range })));
      return Body as Readable;
    } catch (error) {
      if (isNamed(error, "NoSuchKey", "NotFound")) throw new MissingObject(key);
      // From a start behind the last byte there is nothing to read.
      if (isNamed(error, "InvalidRange")) return Readable.from([]);
      throw error;
    }
  }

  async stat(key: string): Promise<StoredObject | null> {
    try {
      const found = await ask(() => this.client.send(new HeadObjectCommand(this.at(key))));
      return { key, size: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) };
    } catch (error) {
      if (isNamed(error, "NoSuchKey", "NotFound")) return null;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await this.removeAt(this.at(key));
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    for await (const found of this.everyBelow(prefix)) if (!found.key.startsWith(unfinished)) yield found;
  }

  async append(
    key: string,
    state: GrowthState,
    offset: number,
    source: AsyncIterable<Uint8Array>,
    { whole }: { readonly whole?: number } = {},
  ): Promise<Growth> {
    const at = this.at(key);
    const { uploadId, parts: before, tail, older } = cutAt(key, growthState.parse(state), offset);
    if (older !== undefined) await this.removeAt(this.tailAt(key, older));
    const upload = this.multipart(at, uploadId);
    const writer = new PartWriter(before, upload.send);
    if (tail) await writer.take(await this.readTail(key, tail));
    const { broken, parts, rest } = await fill(writer, source, () => upload.failed).catch(async (error: unknown) => {
      await writer.idle();
      throw isNamed(error, "NoSuchUpload") ? new MissingObject(key) : error;
    });
    if (parts.length === 0 && !broken && rest.length === whole) {
      await this.putBytes(at, rest);
      return { size: rest.length, state: { parts: [], isWhole: true, ...(tail && { older: tail.name }) } satisfies Grown };
    }
    const name = randomBytes(8).toString("hex");
    if (rest.length > 0) await this.putBytes(this.tailAt(key, name), rest);
    const next: Grown = {
      parts: [...parts],
      ...(upload.id !== undefined && { uploadId: upload.id }),
      ...(rest.length > 0 && { tail: { name, size: rest.length } }),
      ...(tail && { older: tail.name }),
    };
    return { size: sum(parts) + rest.length, state: next, ...(broken && { broken }) };
  }

  async finish(key: string, state: GrowthState): Promise<void> {
    const at = this.at(key);
    const { uploadId, parts, tail, older, isWhole } = growthState.parse(state);
    if (isWhole && older === undefined) return;
    if (!isWhole && !(await this.stat(key))) {
      const rest = tail ? await this.readTail(key, tail) : Buffer.alloc(0);
      if (uploadId === undefined) await this.putBytes(at, rest);
      else await this.complete(at, uploadId, await withRest(parts, rest, this.multipart(at, uploadId).send));
    }
    await this.removeTails(key);
  }

  async abort(key: string, state: GrowthState): Promise<void> {
    const { uploadId, isWhole } = growthState.parse(state);
    await this.abortMultipart(this.at(key), uploadId);
    if (isWhole) await this.remove(key);
    await this.removeTails(key);
  }

  presignGet(key: string, seconds: number): Promise<string> {
    return this.addresses.get(this.at(key), seconds);
  }

  beginParts(key: string): Promise<string> {
    return this.begin(this.at(key));
  }

  presignPart(key: string, uploadId: string, part: { readonly number: number; readonly size: number }, seconds: number): Promise<string> {
    return this.addresses.part(this.at(key), uploadId, part, seconds);
  }

  async completeParts(key: string, uploadId: string, parts: readonly SentPart[]): Promise<void> {
    const sorted = parts.toSorted((one, other) => one.number - other.number);
    try {
      await this.complete(this.at(key), uploadId, sorted);
    } catch (error) {
      if (isNamed(error, "InvalidPart", "InvalidPartOrder", "EntityTooSmall"))
        throw new AppError("invalid", "uploads.parts", {}, { cause: error });
      if (!isNamed(error, "NoSuchUpload")) throw error;
      if (!(await this.stat(key))) throw new MissingObject(key);
    }
  }

  async removeUnfinished(before: Date): Promise<number> {
    const growing = new Map<string, { at: Date; uploads: string[]; tails: string[] }>();
    const note = (name: string, at: Date) => {
      const seen = growing.get(name) ?? { at, uploads: [], tails: [] };
      growing.set(name, { ...seen, at: at > seen.at ? at : seen.at });
      return seen;
    };
    for await (const { key, uploadId, at } of this.uploads()) note(flat(key), at).uploads.push(`${uploadId} ${key}`);
    for await (const found of this.everyBelow(unfinished)) note(found.key.split("/")[1] ?? "", found.modifiedAt).tails.push(found.key);
    const stale = [...growing.values()].filter(({ at }) => at < before);
    for (const { uploads, tails } of stale) {
      for (const upload of uploads) {
        const [uploadId = "", key = ""] = upload.split(" ");
        await this.abortMultipart(this.at(key), uploadId);
      }
      for (const tail of tails) await this.removeAt({ Bucket: this.place.bucket, Key: this.place.prefix + tail });
    }
    return stale.length;
  }

  /** A multipart upload that is begun with its first part. */
  private multipart(at: At, known?: string) {
    const upload = {
      id: known,
      failed: undefined as unknown,
      begun: undefined as Promise<string> | undefined,
      send: async (number: number, bytes: Buffer): Promise<Part> => {
        try {
          upload.begun ??= upload.id === undefined ? this.begin(at) : Promise.resolve(upload.id);
          upload.id = await upload.begun;
          const part = { ...at, UploadId: upload.id, PartNumber: number, Body: bytes };
          const { ETag } = await ask(() => this.client.send(new UploadPartCommand(part)));
          return { etag: ETag ?? "", size: bytes.length };
        } catch (error) {
          upload.failed = error;
          throw error;
        }
      },
    };
    return upload;
  }

  private async begin(at: At): Promise<string> {
    const { UploadId } = await ask(() => this.client.send(new CreateMultipartUploadCommand(at)));
    if (UploadId === undefined) throw new Error("the store began an upload without a name for it");
    return UploadId;
  }

  private async complete(at: At, uploadId: string, parts: readonly Pick<Part, "etag">[]): Promise<void> {
    const all = parts.map(({ etag }, index) => ({ ETag: etag, PartNumber: index + 1 }));
    await ask(() => this.client.send(new CompleteMultipartUploadCommand({ ...at, UploadId: uploadId, MultipartUpload: { Parts: all } })));
  }

  private async abortMultipart(at: At, uploadId: string | undefined): Promise<void> {
    if (uploadId === undefined) return;
    await ask(() => this.client.send(new AbortMultipartUploadCommand({ ...at, UploadId: uploadId }))).catch((error: unknown) => {
      if (!isNamed(error, "NoSuchUpload", "NotFound")) throw error;
    });
  }

  private async putBytes(at: At, bytes: Uint8Array): Promise<void> {
    await ask(() => this.client.send(new PutObjectCommand({ ...at, Body: bytes })));
  }

  private async removeAt(at: At): Promise<void> {
    await ask(() => this.client.send(new DeleteObjectCommand(at)));
  }

  private async removeTails(key: string): Promise<void> {
    for await (const tail of this.everyBelow(`${unfinished}${flat(key)}/`))
      await this.removeAt({ Bucket: this.place.bucket, Key: this.place.prefix + tail.key });
  }

  private async readTail(key: string, { name, size }: { readonly name: string; readonly size: number }): Promise<Buffer> {
    try {
      const { Body } = await ask(() => this.client.send(new GetObjectCommand(this.tailAt(key, name))));
      return (await buffer(Body as Readable)).subarray(0, size);
    } catch (error) {
      throw isNamed(error, "NoSuchKey", "NotFound") ? new MissingObject(key) : error;
    }
  }

  private async *everyBelow(prefix: string): AsyncIterable<StoredObject> {
    const { bucket, prefix: own } = this.place;
    for (let token: string | undefined; ; ) {
      const asked = { Bucket: bucket, Prefix: own + prefix, ...(token !== undefined && { ContinuationToken: token }) };
      const page = await ask(() => this.client.send(new ListObjectsV2Command(asked)));
      for (const { Key = "", Size = 0, LastModified = new Date(0) } of page.Contents ?? [])
        yield { key: Key.slice(own.length), size: Size, modifiedAt: LastModified };
      token = page.NextContinuationToken;
      if (token === undefined) return;
    }
  }

  /** Multipart uploads that were neither completed nor aborted, with the moment of their youngest part. */
  private async *uploads(): AsyncIterable<{ readonly key: string; readonly uploadId: string; readonly at: Date }> {
    const { bucket, prefix } = this.place;
    for (let marker: { KeyMarker?: string; UploadIdMarker?: string } = {}; ; ) {
      const page = await ask(() => this.client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...marker })));
      for (const { Key = "", UploadId = "", Initiated = new Date(0) } of page.Uploads ?? []) {
        const youngest = await this.youngestPart({ Bucket: bucket, Key }, UploadId);
        yield { key: Key.slice(prefix.length), uploadId: UploadId, at: youngest ?? Initiated };
      }
      if (!page.IsTruncated) return;
      marker = {
        ...(page.NextKeyMarker !== undefined && { KeyMarker: page.NextKeyMarker }),
        ...(page.NextUploadIdMarker !== undefined && { UploadIdMarker: page.NextUploadIdMarker }),
      };
    }
  }

  private async youngestPart(at: At, uploadId: string): Promise<Date | null> {
    let youngest: Date | null = null;
    for (let marker: string | undefined; ; ) {
      const asked = { ...at, UploadId: uploadId, ...(marker !== undefined && { PartNumberMarker: marker }) };
      const page = await ask(() => this.client.send(new ListPartsCommand(asked)));
      for (const { LastModified } of page.Parts ?? []) if (LastModified && (!youngest || LastModified > youngest)) youngest = LastModified;
      if (!page.IsTruncated) return youngest;
      marker = page.NextPartNumberMarker;
    }
  }

  private at(key: string): At {
    if (!isObjectKey(key)) throw new Error(`Not an object key: ${JSON.stringify(key)}`);
    return { Bucket: this.place.bucket, Key: this.place.prefix + key };
  }

  private tailAt(key: string, name: string): At {
    return { Bucket: this.place.bucket, Key: `${this.place.prefix}${unfinished}${flat(key)}/${name}` };
  }
}

interface At {
  readonly Bucket: string;
  readonly Key: string;
}
