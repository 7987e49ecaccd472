/** One line of a log, as far as a traceback needs it. */
export interface TracebackLine {
  readonly number: number;
  readonly text: string;
}

export interface Traceback {
  /** Such as ValueError or torch.cuda.OutOfMemoryError. */
  readonly exception: string;
  readonly detail: string;
  /** The innermost frame in the user's own code; null when all frames lie in packages. */
  readonly place: { readonly file: string; readonly line: number; readonly function: string | null } | null;
  /** Numbers of log lines: where it begins, and where the exception stands. */
  readonly firstLine: number;
  readonly lastLine: number;
}

const header = /^\s*Traceback \(most recent call last\):\s*$/;
const frame = /^\s*File "([^"]+)", line (\d+)(?:, in (.+))?\s*$/;
const exceptionLine = /^([A-Za-z_][\w.]*(?:Error|Exception|Warning|Interrupt|Exit|Stop\w*|[A-Z]\w*))(?::\s?(.*))?$/;

/** The last traceback that Python wrote: what was raised and where in the user's own code. Null when there is none. */
export function parseTraceback(lines: readonly TracebackLine[]): Traceback | null {
  const start = lines.findLastIndex((line) => header.test(line.text));
  return start < 0 ? parseSyntaxError(lines) : parseFrom(lines, start);
}

function parseFrom(lines: readonly TracebackLine[], start: number): Traceback | null {
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => exceptionLine.test(line.text));
  const last = rest[end];
  const match = last && exceptionLine.exec(last.text);
  if (!last || !match) return null;
  const frames = framesOf(rest.slice(0, end));
  return {
    exception: match[1] ?? "",
    detail: detailOf(match[2] ?? "", rest.slice(end + 1)),
    place: frames.findLast((one) => isOwn(one.file)) ?? null,
    firstLine: lines[start]?.number ?? last.number,
    lastLine: last.number,
  };
}

/** A script that cannot be compiled has no frames: only the place and the error. */
function parseSyntaxError(lines: readonly TracebackLine[]): Traceback | null {
  const end = lines.findLastIndex((line) => /^(SyntaxError|IndentationError|TabError): /.test(line.text));
  const last = lines[end];
  const match = last && exceptionLine.exec(last.text);
  if (!last || !match) return null;
  const near = lines.slice(Math.max(0, end - 6), end);
  const place = framesOf(near).at(-1);
  return {
    exception: match[1] ?? "",
    detail: match[2] ?? "",
    place: place ?? null,
    firstLine: near.find((line) => frame.test(line.text))?.number ?? last.number,
    lastLine: last.number,
  };
}

function framesOf(lines: readonly TracebackLine[]) {
  return lines.flatMap(({ text }) => {
    const [, file, line, name] = frame.exec(text) ?? [];
    return file && line ? [{ file: shortName(file), line: Number(line), function: name && name !== "<module>" ? name : null }] : [];
  });
}

/** Packages and the standard library are not what the user can mend. */
function isOwn(file: string): boolean {
  return !/(^|\/)(site-packages|dist-packages|lib\/python3?[\d.]*)\//.test(file) && !file.startsWith("<");
}

/** As the user knows it: within the folder of his script. */
function shortName(file: string): string {
  return file.replace(/^.*\/work\//, "");
}

/** A message of several lines: the first two say enough. */
function detailOf(first: string, after: readonly TracebackLine[]): string {
  const text = first.trim() === "" ? (after[0]?.text ?? "") : first;
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
