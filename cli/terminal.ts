import type { Readable, Writable } from "node:stream";

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Where a command writes: results to stdout, everything meant for eyes alone to stderr. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };
  readonly isJson: boolean;
  /** A result: `lines` for people, `value` for `--json`. */
  result(value: unknown, lines: readonly string[]): void;
  /** One raw line to stdout, such as of a log. */
  line(text: string): void;
  /** A remark for people; silent under `--json`. */
  remark(text: string): void;
  /** One line on a terminal that is written over and over; the last one goes away. Nothing where nobody watches. */
  progress(text: string): void;
  endProgress(): void;
}

export function openTerminal(streams: { input: Terminal["input"]; output: Stream; error: Stream }, isJson: boolean): Terminal {
  const isWatched = streams.error.isTTY === true && !isJson;
  let isDirty = false;
  const wipe = () => {
    if (isDirty) streams.error.write("\r\u001b[2K");
    isDirty = false;
  };
  return {
    input: streams.input,
    isJson,
    result(value, lines) {
      wipe();
      streams.output.write(isJson ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(""));
    },
    line(text) {
      wipe();
      streams.output.write(`${text}\n`);
    },
    remark(text) {
      if (isJson) return;
      wipe();
      streams.error.write(`${text}\n`);
    },
    progress(text) {
      if (!isWatched) return;
      streams.error.write(`\r\u001b[2K${text.slice(0, (streams.error.columns ?? 80) - 1)}`);
      isDirty = true;
    },
    endProgress: wipe,
  };
}

/** Rows under a header, columns as wide as their widest cell; Chinese characters count two. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = header.map((title, at) => Math.max(...[title, ...rows.map((row) => row[at] ?? "")].map(displayWidth)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell + " ".repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(cell))))
      .join("  ")
      .trimEnd();
  return [line(header), ...rows.map(line)];
}

function displayWidth(text: string): number {
  return [...text].reduce(
    (width, character) =>
      width + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character) ? 2 : 1),
    0,
  );
}

/** A bar, what is done of all, the speed and the time left. */
export function progressLine(name: string, done: number, total: number, seconds: number): string {
  const share = total === 0 ? 1 : done / total;
  const bar = "█".repeat(Math.round(share * 20)).padEnd(20, "░");
  const speed = seconds > 0 ? done / seconds : 0;
  const left = speed > 0 ? Math.ceil((total - done) / speed) : 0;
  return `${name} ${bar} ${Math.floor(share * 100)}% ${megabytes(done)}/${megabytes(total)} MB ${megabytes(speed)} MB/s ${left} s`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
