import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Call, Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { findThing, nameAndVersion } from "@/cli/find";
import { atOnce, sha256Of } from "@/cli/local-files";
import { Refusal } from "@/cli/refusal";
import { progressLine } from "@/cli/terminal";
import type { DatasetView } from "@/lib/datasets/dataset";
import type { FileView, VersionView } from "@/lib/datasets/version";

export const datasetPull: Command = {
  name: "dataset pull",
  takes: "NAME[@VERSION] [DIR]",
  says: "dataset.pull.says",
  async run(call) {
    const { name, version: number } = nameAndVersion(call.positionals[0] ?? "");
    const dataset = await findThing<DatasetView>(call, "dataset", name);
    const version = await findVersion(call, dataset, number);
    const folder = path.resolve(call.positionals[1] ?? dataset.slug);

    const files: FileView[] = [];
    for await (const file of call.api().all<FileView>(`dataset-versions/${version.id}/files`, { flat: "true", limit: 100 }))
      files.push(file);
    const base = await filesBase(call, version.id);
    const total = files.reduce((sum, { size }) => sum + size, 0);
    const startedAt = performance.now();
    let done = 0;
    await atOnce(6, files, async (file) => {
      await download(call, base, file, folder);
      done += file.size;
      call.terminal.progress(progressLine(dataset.slug, done, total, (performance.now() - startedAt) / 1000));
    });
    call.terminal.result({ dataset: dataset.slug, version: version.number, files: files.length, folder }, [
      call.words("dataset.pull.done", { slug: dataset.slug, number: version.number ?? 0, files: files.length, folder }),
    ]);
    return exitCodes.ok;
  },
};

async function findVersion(call: Call, dataset: DatasetView, number: number | null): Promise<{ id: string; number: number | null }> {
  if (number === null && dataset.latest) return dataset.latest;
  for await (const version of call.api().all<VersionView>(`datasets/${dataset.id}/versions`)) if (version.number === number) return version;
  throw new Refusal(
    exitCodes.notFound,
    call.words("dataset.noVersion", { slug: dataset.slug, version: number === null ? "" : `v${number}` }),
  );
}

/** Where the files host is, as a link to this version tells. */
async function filesBase(call: Call, versionId: string): Promise<string> {
  const { url } = await call.api().get<{ url: string }>(`dataset-versions/${versionId}/download`);
  return `${url.slice(0, url.indexOf("/files/"))}/files/versions/${versionId}/files`;
}

/** Writes beside the target and checks the hash before it takes the place: an interrupted pull leaves no half file under its name. */
async function download(call: Call, base: string, file: FileView, folder: string): Promise<void> {
  const target = path.join(folder, ...file.path.split("/"));
  if (path.relative(folder, target).startsWith("..")) throw new Error(`${file.path} leads out of the folder`);
  if ((await sizeOf(target)) === file.size && (await sha256Of(target)) === file.sha256) return;

  await mkdir(path.dirname(target), { recursive: true });
  const partial = `${target}.part`;
  const hash = createHash("sha256");
  const response = await call.api().send(`${base}/${file.path.split("/").map(encodeURIComponent).join("/")}`, {});
  const hashing = new Transform({
    transform(bytes, _encoding, done) {
      hash.update(bytes);
      done(null, bytes);
    },
  });
  await pipeline(Readable.fromWeb(response.body as never), hashing, createWriteStream(partial));
  if (hash.digest("hex") !== file.sha256) {
    await rm(partial);
    throw new Refusal(exitCodes.unavailable, call.words("dataset.pull.corrupt", { path: file.path }));
  }
  await rename(partial, target);
}

async function sizeOf(file: string): Promise<number | null> {
  return stat(file).then(
    ({ size }) => size,
    () => null,
  );
}
