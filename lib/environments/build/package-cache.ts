import { existsSync } from "node:fs";
import { cacheFolder } from "@/lib/environments/build/build-paths";
import { toolPath } from "@/lib/environments/build/lent-folder";
import { runTool } from "@/lib/environments/build/run-tool";

/** Bytes that the packages take which builds keep for each other: those are the build account's, and only it may look. */
export async function packageCacheSize(): Promise<number> {
  const [line = ""] = await inCache(["du", "-sk", cacheFolder]);
  return (Number.parseInt(line, 10) || 0) * 1024;
}

export async function emptyPackageCache(): Promise<void> {
  await inCache(["find", cacheFolder, "-mindepth", "1", "-delete"]);
}

async function inCache(command: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  if (!existsSync(cacheFolder)) return lines;
  const signal = new AbortController().signal;
  await runTool({ command, variables: toolPath, directory: "/", lent: [], signal, onLine: (line) => lines.push(line) });
  return lines;
}
