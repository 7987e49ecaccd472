import { builder } from "@/lib/compute/backends";
import type { BuildTool } from "@/lib/compute/builder";
import { cacheFolder, uvFolder } from "@/lib/environments/build/build-paths";
import { indexFolders } from "@/lib/environments/build/package-index";
import { pythonFacts } from "@/lib/environments/build/python";

export type ToolRun = Omit<BuildTool, "cache" | "shown">;

/** Runs one program of a build under the build's account, with what all of them need: the package cache, the interpreter, and uv. */
export async function runTool(run: ToolRun): Promise<number | null> {
  const { folders } = await pythonFacts();
  return builder().run({ ...run, cache: cacheFolder, shown: [...folders, ...indexFolders(), uvFolder] });
}
