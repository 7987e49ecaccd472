/** A run of text in one look. */
export interface AnsiRun {
  readonly text: string;
  readonly color?: AnsiColor;
  readonly bold?: true;
  /** Part of what is sought. */
  readonly isMarked?: true;
}

export type AnsiColor = "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "dim";

const colors: Readonly<Record<number, AnsiColor>> = {
  30: "dim",
  31: "red",
  32: "green",
  33: "yellow",
  34: "blue",
  35: "magenta",
  36: "cyan",
  90: "dim",
  91: "red",
  92: "green",
  93: "yellow",
  94: "blue",
  95: "magenta",
  96: "cyan",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is parsed here
const sequence = /\x1b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is left of control characters is dropped
const control = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** A log line as runs of text: colours and weight are kept, every other escape is dropped, of a progress bar the last state stays. */
export function parseAnsi(line: string): readonly AnsiRun[] {
  const runs: AnsiRun[] = [];
  let now: Look = { color: undefined, bold: false };
  let from = 0;
  const text = lastState(line);
  const push = (piece: string) => {
    const clean = piece.replace(control, "");
    if (clean) runs.push({ text: clean, ...(now.color ? { color: now.color } : {}), ...(now.bold ? { bold: true } : {}) });
  };
  for (const found of text.matchAll(sequence)) {
    push(text.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[2] !== "m") continue;
    now = lookAfter((found[1] ?? "").split(/[;:]/).map(Number), now);
  }
  push(text.slice(from));
  return runs;
}

/** The words of a line without any escape. */
export function plainText(line: string): string {
  return parseAnsi(line)
    .map(({ text }) => text)
    .join("");
}

/** The same runs, cut where a sought text begins and ends; it may reach over several. */
export function markRuns(runs: readonly AnsiRun[], sought: string): readonly AnsiRun[] {
  const words = sought.toLowerCase();
  const whole = runs
    .map(({ text }) => text)
    .join("")
    .toLowerCase();
  if (words === "" || !whole.includes(words)) return runs;
  let at = 0;
  return runs.flatMap((run) => {
    const pieces: AnsiRun[] = [];
    const end = at + run.text.length;
    const push = (to: number, isMarked: boolean) => {
      if (to > at)
        pieces.push({
          ...run,
          text: run.text.slice(run.text.length - (end - at), run.text.length - (end - to)),
          ...(isMarked && { isMarked }),
        });
      at = Math.max(at, to);
    };
    for (const start of placesOf(words, whole)) {
      if (start >= end || start + words.length <= at) continue;
      push(Math.max(at, start), false);
      push(Math.min(end, start + words.length), true);
    }
    push(end, false);
    return pieces;
  });
}

function placesOf(words: string, whole: string): readonly number[] {
  const places: number[] = [];
  for (let start = whole.indexOf(words); start >= 0; start = whole.indexOf(words, start + words.length)) places.push(start);
  return places;
}

/** `10%\r20%\r` reads `20%`. */
function lastState(line: string): string {
  return line.replace(/\r+$/, "").replace(/^.*\r/s, "");
}

interface Look {
  readonly color: AnsiColor | undefined;
  readonly bold: boolean;
}

const resets: Readonly<Record<number, Partial<Look>>> = {
  0: { color: undefined, bold: false },
  1: { bold: true },
  2: { color: "dim" },
  22: { bold: false },
  39: { color: undefined },
};

function lookAfter(codes: readonly number[], before: Look): Look {
  let now = before;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    // 256 colours take two more numbers, true colours four.
    if (code === 38 || code === 48) index += codes[index + 1] === 5 ? 2 : 4;
    else now = { ...now, ...resets[code], ...(colors[code] ? { color: colors[code] } : {}) };
  }
  return now;
}
