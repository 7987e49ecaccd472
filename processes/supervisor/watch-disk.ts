import { statfs } from "node:fs/promises";
import type { Terminal } from "./terminal";

const lowBytes = 1024 ** 3;
const everyMs = 30_000;

/** Says once when the disk of the data folder gets full, and once when there is room again. Returns what ends the watch. */
export function watchDisk(folder: string, terminal: Terminal): () => void {
  let wasLow = false;
  const look = async () => {
    const disk = await statfs(folder);
    const freeBytes = disk.bavail * disk.bsize;
    const isLow = freeBytes < lowBytes;
    if (isLow && !wasLow)
      terminal.warn(`Only ${Math.round(freeBytes / 1024 ** 2)} MB are free where ${folder} lies. Uploads and jobs fail when it is full.`);
    if (!isLow && wasLow) terminal.say("✓ There is room on the disk again");
    wasLow = isLow;
  };
  const timer = setInterval(() => void look().catch(() => undefined), everyMs);
  return () => clearInterval(timer);
}
