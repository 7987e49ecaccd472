import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { PreviousUpload, UrlStorage } from "tus-js-client";

interface Remembered {
  /** Draft of a push that has not ended, by installation, dataset and folder. */
  drafts: Record<string, string>;
  /** Unfinished uploads, by fingerprint. */
  uploads: Record<string, PreviousUpload>;
}

/** What a broken push needs to go on, kept between two runs. Holds no token. */
export interface UploadMemory extends UrlStorage {
  findDraft(key: string): string | undefined;
  rememberDraft(key: string, datasetVersionId: string): void;
  forgetDraft(key: string): void;
}

export function openUploadMemory(environment: Readonly<Record<string, string | undefined>>): UploadMemory {
  const folder = environment["XDG_STATE_HOME"] || path.join(environment["HOME"] || homedir(), ".local", "state");
  const file = path.join(folder, "cairn", "uploads.json");
  const state = read(file);
  const keep = () => write(file, state);
  return {
    findDraft: (key) => state.drafts[key],
    rememberDraft(key, datasetVersionId) {
      state.drafts[key] = datasetVersionId;
      keep();
    },
    forgetDraft(key) {
      delete state.drafts[key];
      keep();
    },
    findAllUploads: async () => Object.values(state.uploads),
    findUploadsByFingerprint: async (fingerprint) => [state.uploads[fingerprint]].filter((one) => one !== undefined),
    async removeUpload(fingerprint) {
      delete state.uploads[fingerprint];
      keep();
    },
    async addUpload(fingerprint, upload) {
      state.uploads[fingerprint] = { ...upload, urlStorageKey: fingerprint };
      keep();
      return fingerprint;
    },
  };
}

function read(file: string): Remembered {
  try {
    const { drafts = {}, uploads = {} } = JSON.parse(readFileSync(file, "utf8")) as Partial<Remembered>;
    return { drafts, uploads };
  } catch {
    return { drafts: {}, uploads: {} };
  }
}

function write(file: string, state: Remembered): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
