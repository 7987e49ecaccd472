import { log } from "@/lib/log";
import { appendLines } from "@/lib/logs/append-lines";
import type { NewLogLine } from "@/lib/logs/log-line";
import { shipLog } from "@/lib/logs/ship-log";

const flushAfterMs = 100;

/** The log of a build: lines are written together every 100 ms. */
export class BuildLog {
  readonly #id: string;
  #waiting: NewLogLine[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(id: string) {
    this.#id = id;
  }

  add(text: string, stream: "stdout" | "stderr"): void {
    this.#waiting.push({ at: new Date(), stream, role: "build", rank: 0, text });
    this.#timer ??= setTimeout(() => this.#flush(), flushAfterMs);
  }

  /** Writes what waits and puts the log into the store. */
  async close(): Promise<void> {
    this.#flush();
    await this.#writing;
    await shipLog(this.#id, { isEnded: true }).catch((error: unknown) => log.warn({ err: error, log: this.#id }, "could not ship a log"));
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#waiting;
    this.#waiting = [];
    if (lines.length === 0) return;
    this.#writing = this.#writing
      .then(() => appendLines(this.#id, lines))
      .then(
        () => undefined,
        (error: unknown) => log.warn({ err: error, log: this.#id }, "could not write a log"),
      );
  }
}
