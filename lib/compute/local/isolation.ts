import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { LocalSettings } from "@/lib/compute/local/settings";
import type { Node } from "@/lib/compute/workload";

/** How programs are kept apart: the level that is shown, and whether they can be given a root of their own. */
export interface Isolation {
  readonly level: Extract<Node["isolation"], "uid" | "private-view" | "none">;
  readonly view: "private" | "plain";
  /** Why there is no private view, in the machine's words. */
  readonly reason: string | null;
}

/** Tries it on this machine, with the rights that shims will have. Takes some 60 ms. */
export async function probeIsolation(settings: Pick<LocalSettings, "python" | "shimFolder">): Promise<Isolation> {
  try {
    const { stdout } = await run(settings.python, ["-I", "-S", path.join(settings.shimFolder, "probe.py")], {
      env: emptyEnvironment,
      timeout: 10_000,
    });
    return JSON.parse(stdout) as Isolation;
  } catch (error) {
    return { level: "none", view: "plain", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Programs with other rights inherit nothing from this process. */
export const emptyEnvironment = {} as NodeJS.ProcessEnv;

const run = promisify(execFile);
