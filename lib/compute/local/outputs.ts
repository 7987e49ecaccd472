import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { z } from "zod";
import type { OutputFile } from "@/lib/compute/backend";
import { readLine } from "@/lib/compute/local/read-line";
import type { Spawner } from "@/lib/compute/local/spawner";
import { notFound } from "@/lib/errors";

const listed = z.object({ path: z.string(), size: z.int(), modifiedAt: z.int() });

/** Plain files that a program left, seen under its own rights. */
export async function listOutputs(spawner: Spawner, uid: number, replica: string): Promise<OutputFile[]> {
  const answer = await spawner.tenant(uid, { verb: "list", folder: path.join(replica, "outputs") });
  const files: OutputFile[] = [];
  for await (const line of createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY })) {
    const { modifiedAt, ...file } = listed.parse(JSON.parse(line));
    files.push({ ...file, modifiedAt: new Date(modifiedAt) });
  }
  return files;
}

/** The bytes of one of them; not_found for links, devices and whatever else is no plain file. */
export async function readOutput(spawner: Spawner, uid: number, replica: string, file: string): Promise<Readable> {
  const answer = await spawner.tenant(uid, { verb: "read", folder: path.join(replica, "outputs"), path: file });
  await readLine(answer).catch(() => {
    throw notFound();
  });
  return answer;
}
