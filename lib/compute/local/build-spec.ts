import { z } from "zod";
import { absolute, programShape } from "@/lib/compute/local/run-spec";
import type { LocalSettings } from "@/lib/compute/local/settings";
import { isSystemFolder } from "@/lib/compute/local/system-folders";

/** What a build's tool is, in the words of its port. Written by this process, checked once more by the launcher. */
export const buildSpec = z.strictObject({
  ...programShape,
  lent: z.array(absolute).max(16),
  cache: absolute,
  shown: z.array(absolute).max(256),
});

export type BuildSpec = z.infer<typeof buildSpec>;

/** Where the tools of a build run, and as whom. */
export type BuildPlace = Pick<LocalSettings, "dataFolder" | "runtimeFolder" | "hiddenFolders" | "buildUid">;

/** The same as `build.py` reads it: the folders that it may change, the ones it may read, and nothing else of Cairn's. */
export function buildProgram({ dataFolder, runtimeFolder, hiddenFolders }: BuildPlace, { shown, ...spec }: BuildSpec) {
  const bind = (readOnly: boolean) => (folder: string) => ({ source: folder, target: folder, readOnly });
  return {
    ...spec,
    binds: [...[...spec.lent, spec.cache].map(bind(false)), ...shown.filter((each) => !isSystemFolder(each)).map(bind(true))],
    hidden: [dataFolder, runtimeFolder, ...hiddenFolders],
    devices: [],
    limits: { rlimits: { CORE: 0, NOFILE: 65_536 } },
  };
}
