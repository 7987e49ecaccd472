import { Upload } from "tus-js-client";
import { AppError, type Message } from "@/lib/errors";
import { parsePath } from "@/lib/storage/parse-path";
import type { UploadGrantView } from "@/lib/uploads/grant";

/** A file that a person chose, with its place in the dataset. */
export interface ChosenFile {
  readonly file: File;
  readonly path: string;
}

/** Where files go and how the permission for it is asked for; throws an Error with a sentence when it is refused. */
export interface UploadTarget {
  /** The draft's address in the console. */
  readonly href: string;
  readonly name: string;
  readonly grant: (bytes: number, files: number) => Promise<UploadGrantView>;
  /** Called when all that could be sent has arrived, and now and then before. */
  readonly onArrived: () => void;
}

export type BatchState = "sending" | "paused" | "waiting" | "done" | "failed";

/** Why one file did not arrive: our own sentence by key, or the server's as it came. */
export interface FailedFile {
  readonly path: string;
  readonly reason: Message | string;
}

export interface BatchView {
  readonly id: string;
  readonly target: UploadTarget;
  readonly state: BatchState;
  readonly files: number;
  readonly doneFiles: number;
  readonly bytes: number;
  readonly doneBytes: number;
  /** Bytes a second over the last seconds; null while it is not known. */
  readonly speed: number | null;
  readonly failed: readonly FailedFile[];
  /** Why nothing goes on: the server's own sentence. */
  readonly refusal: string | null;
}

const atOnce = 4;
const chunkBytes = 32 * 1024 * 1024;
const retryDelays = [0, 1_000, 3_000, 5_000, 10_000, ...Array.from({ length: 200 }, () => 15_000)];
const speedWindowMs = 6_000;
const tellMs = 4_000;

/** Sends a set of files to one draft, a few at once, each resumable. What arrived is kept whatever happens to the page. */
export class UploadBatch {
  readonly id: string = crypto.randomUUID();
  private readonly target: UploadTarget;
  private readonly waiting: ChosenFile[];
  private readonly sent = new Map<ChosenFile, number>();
  private readonly active = new Map<ChosenFile, Upload>();
  private readonly failedFiles = new Map<ChosenFile, FailedFile>();
  private readonly total: { readonly files: number; readonly bytes: number };
  private readonly samples: { readonly at: number; readonly bytes: number }[] = [];
  private readonly changed: () => void;
  private granted: Promise<UploadGrantView> | undefined;
  private state: BatchState = "sending";
  private refusal: string | null = null;
  private doneFiles = 0;
  private toldAt = Date.now();

  constructor(target: UploadTarget, files: readonly ChosenFile[], changed: () => void) {
    this.target = target;
    this.changed = changed;
    this.waiting = [...files];
    this.total = { files: files.length, bytes: files.reduce((sum, { file }) => sum + file.size, 0) };
  }

  view(): BatchView {
    return {
      id: this.id,
      target: this.target,
      state: this.state,
      files: this.total.files,
      doneFiles: this.doneFiles,
      bytes: this.total.bytes,
      doneBytes: this.doneBytes(),
      speed: this.speed(),
      failed: [...this.failedFiles.values()],
      refusal: this.refusal,
    };
  }

  start(): void {
    this.state = "sending";
    this.refusal = null;
    for (const upload of this.active.values()) upload.start();
    this.fill();
  }

  pause(): void {
    this.state = "paused";
    for (const upload of this.active.values()) void upload.abort();
    this.changed();
  }

  /** Sends what failed once more. */
  retry(): void {
    this.waiting.push(...this.failedFiles.keys());
    this.failedFiles.clear();
    this.granted = undefined;
    this.start();
  }

  /** Stops and forgets what is half there; whole files stay in the draft. */
  async cancel(): Promise<void> {
    this.waiting.length = 0;
    const uploads = [...this.active.values()];
    this.active.clear();
    await Promise.allSettled(uploads.map((upload) => upload.abort(true)));
  }

  private fill(): void {
    while (this.state === "sending" && this.active.size < atOnce) {
      const next = this.waiting.shift();
      if (!next) break;
      this.send(next);
    }
    if (this.active.size === 0 && this.waiting.length === 0 && this.state === "sending") {
      this.state = this.failedFiles.size > 0 || this.refusal ? "failed" : "done";
      this.target.onArrived();
    }
    this.changed();
  }

  private send(chosen: ChosenFile): void {
    const path = this.pathOf(chosen);
    if (path === null) return;
    const { file } = chosen;
    const upload: Upload = new Upload(file, {
      // Known only once the permission is there; every request sets it anew.
      endpoint: "/files/uploads",
      chunkSize: chunkBytes,
      uploadDataDuringCreation: file.size <= chunkBytes,
      retryDelays,
      metadata: { path },
      fingerprint: async () => ["cairn", this.target.href, path, file.size, file.lastModified].join("|"),
      onBeforeRequest: async (request) => {
        const { token } = await this.grant();
        request.setHeader("Authorization", `Bearer ${token}`);
      },
      onShouldRetry: (error) => this.shouldRetry(error.originalResponse?.getStatus() ?? 0, sentenceOf(error)),
      onProgress: (bytes) => this.note(chosen, bytes),
      onSuccess: () => this.arrived(chosen),
      onError: (error) => this.fail(chosen, { path, reason: sentenceOf(error) }),
    });
    this.active.set(chosen, upload);
    void this.begin(chosen, upload, path);
  }

  /** Goes on with what an earlier visit of this page began. */
  private async begin(chosen: ChosenFile, upload: Upload, path: string): Promise<void> {
    try {
      const { url } = await this.grant();
      upload.options.endpoint = url;
      const [previous] = (await upload.findPreviousUploads()).toReversed();
      if (previous) upload.resumeFromPreviousUpload(previous);
      if (this.state !== "paused") upload.start();
    } catch (error) {
      this.refusal = error instanceof Error ? error.message : String(error);
      this.waiting.length = 0;
      this.fail(chosen, { path, reason: this.refusal });
    }
  }

  private grant(): Promise<UploadGrantView> {
    this.granted ??= this.target.grant(this.total.bytes, this.total.files + 1);
    return this.granted;
  }

  private shouldRetry(status: number, sentence: string): boolean {
    // A permission lives for a day; the next request asks for a fresh one.
    if (status === 401) this.granted = undefined;
    const again = status === 0 || status === 401 || status === 409 || status === 423 || status === 429 || status >= 500;
    if (status === 0 && this.state === "sending") this.state = "waiting";
    // A full disk, a database that is away: said while it is tried again.
    if (status >= 500) this.refusal = sentence;
    this.changed();
    return again && this.state !== "paused";
  }

  private note(chosen: ChosenFile, bytes: number): void {
    if (bytes > (this.sent.get(chosen) ?? 0)) this.refusal = null;
    this.sent.set(chosen, bytes);
    if (this.state === "waiting") this.state = "sending";
    this.samples.push({ at: Date.now(), bytes: this.doneBytes() });
    while (this.samples.length > 2 && (this.samples[0]?.at ?? 0) < Date.now() - speedWindowMs) this.samples.shift();
    this.changed();
  }

  private arrived(chosen: ChosenFile): void {
    this.active.delete(chosen);
    this.sent.set(chosen, chosen.file.size);
    this.doneFiles += 1;
    if (this.state === "waiting") this.state = "sending";
    if (Date.now() - this.toldAt > tellMs) {
      this.toldAt = Date.now();
      this.target.onArrived();
    }
    this.fill();
  }

  private fail(chosen: ChosenFile, failed: FailedFile): void {
    this.active.delete(chosen);
    this.sent.delete(chosen);
    this.failedFiles.set(chosen, failed);
    if (this.state === "waiting") this.state = "sending";
    this.fill();
  }

  private pathOf(chosen: ChosenFile): string | null {
    try {
      return parsePath(chosen.path);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.failedFiles.set(chosen, { path: chosen.path, reason: { key: error.key, params: error.params } });
      return null;
    }
  }

  private doneBytes(): number {
    let sum = 0;
    for (const bytes of this.sent.values()) sum += bytes;
    return sum;
  }

  private speed(): number | null {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (!first || !last || last.at - first.at < 500 || this.state !== "sending") return null;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }
}

/** The server's own sentence where it sent one. */
function sentenceOf(error: Error): string {
  const body = "originalResponse" in error ? (error.originalResponse as { getBody(): string } | null)?.getBody() : undefined;
  try {
    const detail: unknown = JSON.parse(body ?? "").detail;
    return typeof detail === "string" ? detail : error.message;
  } catch {
    return error.message;
  }
}
