import { type BatchView, type ChosenFile, UploadBatch, type UploadTarget } from "@/components/upload/upload-batch";

/** All that this page sends, over soft navigation; an external store for React. */
const batches = new Map<string, UploadBatch>();
const listeners = new Set<() => void>();
let shown: readonly BatchView[] = [];
let scheduled = false;

/** Begins to send files; the tray shows how far it is. */
export function startUpload(target: UploadTarget, files: readonly ChosenFile[]): void {
  if (files.length === 0) return;
  const batch = new UploadBatch(target, files, changed);
  batches.set(batch.id, batch);
  batch.start();
}

export function pauseUpload(id: string): void {
  batches.get(id)?.pause();
}

export function resumeUpload(id: string): void {
  batches.get(id)?.start();
}

export function retryUpload(id: string): void {
  batches.get(id)?.retry();
}

/** Stops a batch and takes it off the tray. */
export function dismissUpload(id: string): void {
  const batch = batches.get(id);
  batches.delete(id);
  changed();
  void batch?.cancel().then(() => batch.view().target.onArrived());
}

export function subscribeUploads(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function uploadsShown(): readonly BatchView[] {
  return shown;
}

/** Progress comes often: it is told at most four times a second. */
function changed(): void {
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    shown = [...batches.values()].map((batch) => batch.view());
    for (const listener of listeners) listener();
  }, 250);
}
