import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

const limitBytes = 10 * 1024 * 1024;
const kept = 3;

/** Appends lines to a file and moves it aside (`.1`, `.2`, `.3`) when it has grown. A full disk costs lines, nothing else. */
export function rotatingLog(file: string): (line: string) => void {
  let descriptor = openSync(file, "a", 0o600);
  let size = fstatSync(descriptor).size;
  return (line) => {
    try {
      if (size > limitBytes) {
        closeSync(descriptor);
        moveAside(file);
        descriptor = openSync(file, "a", 0o600);
        size = 0;
      }
      size += writeSync(descriptor, `${line}\n`);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "ENOENT"))) throw error;
    }
  };
}

function moveAside(file: string): void {
  for (let number = kept; number > 0; number--) {
    try {
      renameSync(number === 1 ? file : `${file}.${number - 1}`, `${file}.${number}`);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
}
