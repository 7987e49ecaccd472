import path from "node:path";
import type { Call, Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { lookUp } from "@/cli/find";
import { atOnce, findFiles, type LocalFile, sha256Of } from "@/cli/local-files";
import { Refusal } from "@/cli/refusal";
import { progressLine } from "@/cli/terminal";
import { uploadFiles } from "@/cli/upload-files";
import { openUploadMemory, type UploadMemory } from "@/cli/upload-memory";
import type { DatasetView } from "@/lib/datasets/dataset";
import type { CommittedView, FileView, VersionView } from "@/lib/datasets/version";
import { formatBytes } from "@/lib/format/bytes";
import type { UploadGrantView } from "@/lib/uploads/grant";

export const datasetPush: Command = {
  name: "dataset push",
  takes: "DIR|FILE NAME",
  says: "dataset.push.says",
  options: {
    title: { type: "string", value: "TEXT", says: "dataset.push.name" },
    note: { type: "string", short: "m", value: "TEXT", says: "dataset.push.note" },
  },
  async run(call) {
    const [named = "", slug = ""] = call.positionals;
    const { terminal, words } = call;
    const { files, skipped } = await find(named, call);
    for (const skip of skipped) terminal.remark(words("dataset.push.skipped", { path: skip }));

    const dataset = await getOrCreate(call, slug);
    const memory = openUploadMemory(call.environment);
    const key = `${call.api().url} ${dataset.id} ${path.resolve(named)}`;
    const draftId = await openDraft(call, dataset, memory, key);
    await mirror(call, draftId, files, memory);

    terminal.progress(words("dataset.push.committing"));
    const { version } = await call.api().post<CommittedView>(`dataset-versions/${draftId}/commit`, { note: noteOf(call) });
    memory.forgetDraft(key);
    terminal.result({ dataset: dataset.slug, version }, [
      words("dataset.push.done", {
        slug: dataset.slug,
        number: version.number ?? 0,
        files: version.fileCount,
        size: formatBytes(version.totalBytes, call.locale),
      }),
    ]);
    return exitCodes.ok;
  },
};

async function find(named: string, { words }: Call) {
  const found = await findFiles(named).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(exitCodes.refused, words("cannotRead", { file: named, reason: error.code ?? error.message }), { cause: error });
  });
  if (found.files.length === 0) throw new Refusal(exitCodes.refused, words("dataset.push.empty", { path: named }));
  return found;
}

function noteOf({ options }: Call): string {
  return typeof options["note"] === "string" ? options["note"] : "";
}

async function getOrCreate(call: Call, slug: string): Promise<DatasetView> {
  const known = await lookUp<DatasetView>(call, "dataset", slug);
  if (known) return known;
  const { id: projectId } = await call.project();
  const name = typeof call.options["title"] === "string" ? call.options["title"] : slug;
  const made = await call.api().post<DatasetView>("datasets", { projectId, slug, name });
  call.terminal.remark(call.words("dataset.push.made", { slug: made.slug }));
  return made;
}

/** The draft of a push that broke off, where it is still open, else a new one. */
async function openDraft(call: Call, dataset: DatasetView, memory: UploadMemory, key: string): Promise<string> {
  if (dataset.draftId !== null && memory.findDraft(key) === dataset.draftId) return dataset.draftId;
  const draft = await call.api().post<VersionView>(`datasets/${dataset.id}/versions`, {});
  memory.rememberDraft(key, draft.id);
  return draft.id;
}

/** Makes the draft hold exactly these files: uploads what is new or different, takes out what is not here. */
async function mirror(call: Call, draftId: string, files: readonly LocalFile[], memory: UploadMemory): Promise<void> {
  const there = new Map<string, string | null>();
  for await (const file of call.api().all<FileView>(`dataset-versions/${draftId}/files`, { flat: "true", limit: 100 }))
    there.set(file.path, file.sha256);

  const missing: LocalFile[] = [];
  await atOnce(4, files, async (file) => {
    const known = there.get(file.path);
    if (known === undefined || known !== (await sha256Of(file.file))) missing.push(file);
  });
  const here = new Set(files.map((file) => file.path));
  const gone = [...there.keys()].filter((name) => !here.has(name));
  for (let at = 0; at < gone.length; at += 10_000) {
    await call.api().post(`dataset-versions/${draftId}/remove-files`, { paths: gone.slice(at, at + 10_000) });
  }
  if (missing.length > 0) await upload(call, draftId, missing, memory);
}

async function upload(call: Call, draftId: string, files: readonly LocalFile[], memory: UploadMemory): Promise<void> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const grant = await call.api().post<UploadGrantView>(`dataset-versions/${draftId}/uploads`, { bytes: total, files: files.length });
  const startedAt = performance.now();
  let done = 0;
  await uploadFiles(call.api(), grant, files, {
    memory,
    onProgress(bytes) {
      done += bytes;
      call.terminal.progress(progressLine(call.words("dataset.push.sending"), done, total, (performance.now() - startedAt) / 1000));
    },
  });
  call.terminal.endProgress();
}
