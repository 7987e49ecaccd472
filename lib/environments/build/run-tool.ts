import { spawn } from "node:child_process";
import { eachLine } from "@/lib/each-line";

export interface ToolRun {
  readonly command: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** Runs one program to its end and hands over its lines. Resolves with its exit code; null when a signal ended it. */
export async function runTool({ command, variables, directory, signal, onLine }: ToolRun): Promise<number | null> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...variables } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    killSignal: "SIGTERM",
  });
  eachLine(child.stdout, (line) => onLine(line, "stdout"));
  eachLine(child.stderr, (line) => onLine(line, "stderr"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}
