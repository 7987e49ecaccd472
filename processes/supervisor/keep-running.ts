import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "@/db/embedded/cluster";
import { eachLine } from "@/lib/each-line";
import { backoff } from "./backoff";
import { forget, remember } from "./claim";
import { rotatingLog } from "./rotating-log";
import type { Terminal } from "./terminal";

export interface ProcessPlan {
  readonly name: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly account: Account | undefined;
  /** Flags of Node.js itself. */
  readonly flags: readonly string[];
  readonly logs: string;
  readonly run: string;
  readonly terminal: Terminal;
  /** Every line the process writes, besides the log file. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface KeptProcess {
  readonly name: string;
  /** Once the process has said that it is ready. */
  readonly ready: Promise<void>;
  /** Ends it for good: SIGTERM, or a message where it must do more than leave; SIGKILL when it takes longer than that. */
  stop(options: { seconds: number; message?: object }): Promise<void>;
  /** Ends it so that it starts again with what is on disk now. */
  restart(): void;
}

/** Starts a process of ours and starts it again whenever it ends. Its output goes to a file of its own. */
export function keepRunning(plan: ProcessPlan): KeptProcess {
  const write = rotatingLog(path.join(plan.logs, `${plan.name}.log`));
  const pause = backoff();
  const isReady = Promise.withResolvers<void>();
  let child: ChildProcess | undefined;
  let isStopping = false;
  let isRestarting = false;

  const loop = async () => {
    while (!isStopping) {
      const words: string[] = [];
      pause.started();
      child = launch(plan, (line) => {
        words.push(line);
        if (words.length > 20) words.shift();
        write(line);
        plan.onLine?.(line);
      });
      child.on("message", (message) => {
        if (typeof message === "object" && message !== null && "ready" in message) isReady.resolve();
      });
      const how = await ended(child);
      forget(plan.run, plan.name);
      if (isStopping) return;
      const delayMs = isRestarting ? 0 : pause.nextDelayMs();
      if (!isRestarting) plan.terminal.warn(`${plan.name} ended (${how}); it starts again ${inSeconds(delayMs)}. ${reason(words)}`.trim());
      isRestarting = false;
      await sleep(delayMs);
    }
  };
  const running = loop();

  return {
    name: plan.name,
    ready: isReady.promise,
    restart: () => {
      isRestarting = true;
      child?.kill("SIGTERM");
    },
    stop: async ({ seconds, message }) => {
      isStopping = true;
      if (child && child.exitCode === null && child.signalCode === null) {
        if (message && child.connected) child.send(message, () => undefined);
        else child.kill("SIGTERM");
        const impatient = setTimeout(() => child?.kill("SIGKILL"), seconds * 1000);
        await ended(child);
        clearTimeout(impatient);
      }
      await Promise.race([running, sleep(100)]);
    },
  };
}

function launch(plan: ProcessPlan, onLine: (line: string) => void): ChildProcess {
  const entry = path.resolve("dist/processes", `${plan.name}.js`);
  const child = spawn(process.execPath, ["--enable-source-maps", ...plan.flags, entry], {
    cwd: process.cwd(),
    env: plan.environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A session of its own: Ctrl-C reaches the supervisor alone, and that ends the others in order.
    detached: true,
    ...plan.account,
  });
  if (child.pid !== undefined) remember(plan.run, plan.name, child.pid);
  eachLine(child.stdout, onLine);
  eachLine(child.stderr, onLine);
  return child;
}

async function ended(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) {
    // An "error" event is a start that failed; there is no "exit" then.
    const [failure] = await Promise.race([once(child, "exit").then(() => []), once(child, "error").catch((error: unknown) => [error])]);
    if (failure instanceof Error) return failure.message;
  }
  return child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`;
}

function inSeconds(delayMs: number): string {
  return delayMs < 1000 ? "now" : `in ${Math.round(delayMs / 1000)} s`;
}

/** The last error the process wrote, as a sentence: from its structured log, or from what Node.js prints when it dies. */
function reason(words: readonly string[]): string {
  for (const line of words.toReversed()) {
    const text = errorOf(line);
    if (text) return `Its last words: ${text.slice(0, 300)}`;
  }
  return "";
}

function errorOf(line: string): string | null {
  if (!line.startsWith("{")) return /^\s*(\w*Error|FATAL|Settings)\b.*:/.test(line) ? line.trim() : null;
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== "object" || entry === null || !("level" in entry) || (entry.level !== "error" && entry.level !== "fatal"))
      return null;
    const cause =
      "err" in entry && typeof entry.err === "object" && entry.err !== null && "message" in entry.err ? `: ${entry.err.message}` : "";
    return `${"msg" in entry ? entry.msg : ""}${cause}`;
  } catch {
    return null;
  }
}
