import path from "node:path";
import { env } from "@/lib/env";

/** Environments that are built, one folder per lock. */
export const environmentsFolder = path.join(env.CAIRN_DATA, "environments");
/** Programs that Cairn fetches for itself. */
export const toolsFolder = path.join(env.CAIRN_DATA, "tools");
export const uvVersion = "0.13.8";
export const uvFolder = path.join(toolsFolder, `uv-${uvVersion}`);
/** Packages that uv keeps, so that the next build need not fetch them. */
export const cacheFolder = path.join(env.CAIRN_DATA, "cache", "uv");

export function environmentFolder(lockHash: string): string {
  if (!/^[0-9a-f]{64}$/.test(lockHash)) throw new Error("not a lock hash");
  return path.join(environmentsFolder, lockHash);
}
