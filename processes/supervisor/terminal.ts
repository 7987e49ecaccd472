import { rotatingLog } from "./rotating-log";

export interface Terminal {
  /** Something went well, with the seconds it took. */
  done(what: string, since: number): void;
  /** Something happened that a person should know. */
  warn(what: string): void;
  say(text: string): void;
}

/** What the person who started Cairn sees; it also goes to a file, because the terminal may be gone. */
export function openTerminal(file: string): Terminal {
  const write = rotatingLog(file);
  // The terminal may be closed before the processes have ended.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const say = (text: string) => {
    process.stdout.write(`${text}\n`);
    write(`${new Date().toISOString()} ${text.replace(/#[\w-]{20,}/, "#…")}`);
  };
  return {
    say,
    done: (what, since) => say(`✓ ${what} (${((performance.now() - since) / 1000).toFixed(1)} s)`),
    warn: (what) => say(`! ${what}`),
  };
}
