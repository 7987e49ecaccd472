import { readFileSync } from "node:fs";
import path from "node:path";

interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/** What an instance says of its parts; nothing is ready while it does not answer. */
export async function readiness({ url }: { readonly url: string }): Promise<Readiness> {
  try {
    const response = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(4000) });
    return (await response.json()) as Readiness;
  } catch {
    return { ready: false, checks: {} };
  }
}

/** The process id of a part of an instance, `database` and `supervisor` among them; null while it is not there. */
export function pidOf({ data }: { readonly data: string }, name: string): number | null {
  try {
    if (name === "database") return Number(readFileSync(path.join(data, "database/postmaster.pid"), "utf8").split("\n")[0]);
    return JSON.parse(readFileSync(path.join(data, "run", `${name}.json`), "utf8")).pid;
  } catch {
    return null;
  }
}
