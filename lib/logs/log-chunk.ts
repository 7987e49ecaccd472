import type { LogLineView, NewLogLine } from "@/lib/logs/log-line";

type Stored = readonly [at: number, isError: 0 | 1, role: string, rank: number, text: string, lostBytes?: number];

/** Lines as they are stored: one JSON array a line, each ended by a newline. Their numbers follow from their place. */
export function encodeLines(lines: readonly NewLogLine[]): string {
  return lines.map((line) => `${JSON.stringify(toStored(line))}\n`).join("");
}

/** The lines of a stored piece whose first line has the number `firstLine`. */
export function decodeLines(text: string, firstLine: number): LogLineView[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((json, index) => {
      const [at, isError, role, rank, content, lostBytes] = JSON.parse(json) as Stored;
      return {
        number: firstLine + index,
        at: new Date(at).toISOString(),
        stream: isError ? "stderr" : "stdout",
        role,
        rank,
        text: content,
        ...(lostBytes !== undefined && { lostBytes }),
      };
    });
}

function toStored(line: NewLogLine): Stored {
  const known = [line.at.getTime(), line.stream === "stderr" ? 1 : 0, line.role, line.rank, line.text] as const;
  return line.lostBytes === undefined ? known : [...known, line.lostBytes];
}
