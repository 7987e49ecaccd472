import type { LogLineView } from "@/components/ui/log-line";
import type { FoundLines } from "@/components/ui/use-find";
import type { LogPageView } from "@/lib/logs/log-line";

/** The most matches that one answer holds. */
const most = 2000;

/** Looks for a text through the whole log at `address`, not only through the lines that this browser holds. */
export async function findInLog(address: string, text: string, signal: AbortSignal): Promise<FoundLines> {
  const page = await readLog(address, { search: text, after: "0", limit: String(most) }, signal);
  return { lines: page.lines.map(toLine), lineCount: page.lineCount, isCut: page.lines.length === most };
}

async function readLog(address: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<LogPageView> {
  const asked = new URL(address, window.location.origin);
  for (const [name, value] of Object.entries(query)) asked.searchParams.set(name, value);
  const answer = await fetch(asked, { signal });
  if (!answer.ok) throw new Error(`the log answered ${answer.status}`);
  return (await answer.json()) as LogPageView;
}

function toLine({ number, at, rank, stream, text }: LogPageView["lines"][number]): LogLineView {
  return { line: number, at, rank, stream, text };
}
