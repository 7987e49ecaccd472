import type { Readable } from "node:stream";

/** How stored objects are reached. */
export interface ObjectSource {
  /** The object as a file of this machine; null where it is none. */
  file(key: string): string | null;
  /** The bytes from `start` up to, not including, `end`. */
  read(key: string, range: { readonly start: number; readonly end: number }): Promise<Readable>;
}

/** Where a local backend keeps things and how it starts them. Every path is absolute. */
export interface LocalSettings {
  readonly dataFolder: string;
  readonly objects: ObjectSource;
  /** For unix sockets: short, because their paths are limited to 107 bytes. */
  readonly runtimeFolder: string;
  /** Interpreter of the shim: Python 3.9 or newer that other users may execute. */
  readonly python: string;
  /** The folder of shim.py. */
  readonly shimFolder: string;
  /** Cairn's own code: programs do not see it … */
  readonly hiddenFolders: readonly string[];
  /** … but for these parts, read-only at the same path. */
  readonly programFolders: readonly string[];
  /** The account of the tools that build environments, where this process or its launcher is root. */
  readonly buildUid: number;
  /** Where the launcher listens when it runs as root and this process does not. */
  readonly launcherSocket?: string;
  /** This process starts, restarts and ends what the folders ask for; others only look. One process at a time does. */
  readonly drives: boolean;
}
