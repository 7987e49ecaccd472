import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

let known: Promise<Readonly<Record<string, string>>> | undefined;

/** The model server's sources, read once a process: every process of Cairn is started in its folder. */
export function serverSources(): Promise<Readonly<Record<string, string>>> {
  known ??= read(path.join(process.cwd(), "python", "model_server"));
  return known;
}

async function read(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".py"));
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), "utf8")] as const));
  return Object.fromEntries(texts);
}
