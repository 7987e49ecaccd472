import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Call } from "@/cli/command";

/** All of stdin. */
export function readAll({ terminal }: Pick<Call, "terminal">): Promise<string> {
  return text(terminal.input);
}

/** What is typed at a question; all of stdin where nobody types. */
export async function readSecret({ terminal }: Pick<Call, "terminal">, question: string): Promise<string> {
  return (terminal.input.isTTY ? await askSecretly(terminal.input, question) : await text(terminal.input)).trim();
}

/** What is typed is not shown: it would stay in the window. */
async function askSecretly(input: Call["terminal"]["input"], question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  const answer = await lines.question("");
  lines.close();
  process.stderr.write("\n");
  return answer;
}
