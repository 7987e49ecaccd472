import { chmod, mkdir } from "node:fs/promises";

/**
 * Makes folders, outer ones first, that anyone may pass through and nobody else may list: where there is no private view a program has to
 * reach what it was given. Set afterwards, because the process's mask takes such rights away.
 */
export async function makePassable(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const isNew = await mkdir(folder, { recursive: true });
    if (isNew !== undefined) await chmod(folder, 0o711);
  }
}
