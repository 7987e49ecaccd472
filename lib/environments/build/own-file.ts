import { constants } from "node:fs";
import { open, rm } from "node:fs/promises";

/** Reads a file of a folder that was lent: a link there may lead anywhere, and what it leads to is not the tool's to show. */
export async function readOwnFile(file: string): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw new Error(`${file} is no file`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Writes one there, in place of whatever has its name. */
export async function writeOwnFile(file: string, text: string): Promise<void> {
  await rm(file, { recursive: true, force: true });
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
