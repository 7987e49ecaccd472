import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { environmentsFolder } from "@/lib/environments/build/build-paths";
import { runTool } from "@/lib/environments/build/run-tool";

const workPrefix = "build-";

/** Runs something with an empty folder to lend to tools, and removes it. */
export async function withWorkFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = path.join(environmentsFolder, `${workPrefix}${randomUUID()}`);
  await makeLentFolder(folder);
  try {
    return await run(folder);
  } finally {
    await removeLentFolder(folder);
  }
}

/** An empty folder. Tools and jobs pass through the one that it lies in, and cannot list that. */
export async function makeLentFolder(folder: string): Promise<void> {
  await removeLentFolder(folder);
  await mkdir(environmentsFolder, { recursive: true });
  await chmod(environmentsFolder, 0o711);
  await mkdir(folder, { mode: 0o700 });
}

/** Erases a folder, also one that a tool still has because whoever watched over that was killed. */
export async function removeLentFolder(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  await erase(folder).catch(async () => {
    await takeBack(folder);
    await erase(folder);
  });
}

/** After a crash of the whole machine: folders that were lent then are taken back, those of unfinished builds removed. */
export async function recoverLentFolders(): Promise<void> {
  for (const name of await readdir(environmentsFolder).catch(() => [])) {
    const folder = path.join(environmentsFolder, name);
    if (name.startsWith(workPrefix)) await removeLentFolder(folder);
    else if ((await lstat(folder)).uid !== process.getuid?.()) await takeBack(folder);
  }
}

async function erase(folder: string): Promise<void> {
  await changeModes("u+rwX", folder);
  // What goes bit by bit is whole no longer.
  await rm(path.join(folder, "READY"), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

/** Whatever a tool does, its folders are this process's afterwards. */
async function takeBack(folder: string): Promise<void> {
  const signal = new AbortController().signal;
  await runTool({ command: ["true"], variables: toolPath, directory: "/", lent: [folder], signal, onLine: () => undefined });
}

/** Changes the modes of a whole folder that no tool has. */
export async function changeModes(modes: string, folder: string): Promise<void> {
  await promisify(execFile)("chmod", ["-R", modes, folder], { env: { ...toolPath } as unknown as NodeJS.ProcessEnv });
}

export const toolPath = { PATH: "/usr/bin:/bin" };
