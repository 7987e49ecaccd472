import type { ModelFormat } from "@/db/values";
import { AppError, invalidField } from "@/lib/errors";

export interface OutputEntry {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface ChosenFiles {
  /** Paths are below the chosen folder. */
  readonly files: readonly OutputEntry[];
  readonly entryPath: string;
  readonly format: ModelFormat;
  /** The `model.json` beside the entry. */
  readonly signatureFile: OutputEntry | null;
}

const endings: readonly (readonly [string, ModelFormat])[] = [
  [".joblib", "sklearn-joblib"],
  [".pkl", "sklearn-joblib"],
  [".pickle", "sklearn-joblib"],
  [".onnx", "onnx"],
];

/**
 * Which of a job's outputs make a model. `path` is a file, a folder, or empty for all; without it the only model file is
 * taken. A file brings the `model.json` beside it. Throws `invalid` with the sentence that says what is there instead.
 */
export function chooseFiles(outputs: readonly OutputEntry[], path: string | undefined): ChosenFiles {
  if (outputs.length === 0) throw new AppError("invalid", "models.register.noOutputs");
  const chosen = path === undefined ? onlyModelFile(outputs) : trimSlashes(path);
  const file = outputs.find((entry) => entry.path === chosen);
  if (file) return fromFile(outputs, file);
  const prefix = chosen === "" ? "" : `${chosen}/`;
  const files = outputs
    .filter((entry) => entry.path.startsWith(prefix))
    .map((entry) => ({ ...entry, path: entry.path.slice(prefix.length) }));
  if (files.length === 0) throw invalidField("path", "models.register.noSuchOutput", { path: chosen });
  const entry = entryOf(files);
  return { files, entryPath: entry.path, format: formatOf(entry.path) ?? "other", signatureFile: besides(files, entry) };
}

function fromFile(outputs: readonly OutputEntry[], file: OutputEntry): ChosenFiles {
  const signature = besides(outputs, file);
  const files = [file, ...(signature ? [signature] : [])].map((entry) => ({ ...entry, path: baseName(entry.path) }));
  return { files, entryPath: baseName(file.path), format: formatOf(file.path) ?? "other", signatureFile: signature };
}

function onlyModelFile(outputs: readonly OutputEntry[]): string {
  const candidates = outputs.filter((entry) => formatOf(entry.path) !== null);
  const usual = candidates.filter((entry) => baseName(entry.path) === "model.joblib");
  const [only] = candidates.length === 1 ? candidates : usual;
  if (only && (candidates.length === 1 || usual.length === 1)) return only.path;
  if (candidates.length === 0) throw invalidField("path", "models.register.noModelFile", { seen: list(outputs) });
  throw invalidField("path", "models.register.severalModelFiles", { seen: list(candidates) });
}

/** The model file of a folder: `model.joblib` if there is one, else the only one; the nearest to the top first. */
function entryOf(files: readonly OutputEntry[]): OutputEntry {
  const candidates = files.filter((entry) => formatOf(entry.path) !== null).toSorted((a, b) => depth(a.path) - depth(b.path));
  const entry = candidates.find(({ path }) => baseName(path) === "model.joblib") ?? (candidates.length === 1 ? candidates[0] : undefined);
  if (entry) return entry;
  if (candidates.length === 0) throw invalidField("path", "models.register.noModelFile", { seen: list(files) });
  throw invalidField("path", "models.register.severalModelFiles", { seen: list(candidates) });
}

export function formatOf(path: string): ModelFormat | null {
  const lower = path.toLowerCase();
  return endings.find(([ending]) => lower.endsWith(ending))?.[1] ?? null;
}

function besides(files: readonly OutputEntry[], entry: OutputEntry): OutputEntry | null {
  const wanted = `${entry.path.slice(0, entry.path.length - baseName(entry.path).length)}model.json`;
  return files.find(({ path }) => path === wanted) ?? null;
}

function list(files: readonly OutputEntry[]): string {
  const shown = files.slice(0, 5).map(({ path }) => path);
  return shown.join(", ") + (files.length > shown.length ? ", …" : "");
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function depth(path: string): number {
  return path.split("/").length;
}

function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}
