import { statSync } from "node:fs";
import path from "node:path";
import { refuse } from "./refuse.js";

/**
 * Root's processes give up root and must still reach the project, the data folder and the interpreter, which may lie below a home that
 * is closed to others. Then the command runs in a mount namespace of its own, where an empty open folder covers the closed one and shows
 * nothing but these paths. Anyone else gets the command back as it is.
 */
export function exposed(command, paths) {
  if (process.getuid?.() !== 0) return command;
  const closed = new Map();
  for (const file of new Set(paths.map((one) => path.resolve(one)))) {
    const ancestor = closedAncestor(file);
    if (ancestor) closed.set(ancestor, [...(closed.get(ancestor) ?? []), file]);
  }
  if (closed.size === 0) return command;
  return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script(closed), "cairn", ...command];
}

/** A folder that itself is closed stays closed wherever it is shown. */
export function refuseClosed(folder) {
  if (process.getuid?.() !== 0 || isOpen(folder)) return;
  refuse(`Other accounts may not read ${folder}, and Cairn gives up root. Type: chmod -R go+rX ${quote(folder)}`);
}

function script(closed) {
  const lines = ["set -e", "umask 022"];
  for (const [ancestor, files] of closed) {
    lines.push("hold=$(mktemp -d)");
    for (const [at, file] of files.entries()) lines.push(`mkdir "$hold/${at}"`, `mount --rbind ${quote(file)} "$hold/${at}"`);
    lines.push(`mount -t tmpfs -o mode=0755,size=1m cairn ${quote(ancestor)}`);
    for (const [at, file] of files.entries())
      lines.push(`mkdir -p ${quote(file)}`, `mount --move "$hold/${at}" ${quote(file)}`, `rmdir "$hold/${at}"`);
    lines.push('rmdir "$hold"');
  }
  lines.push('exec "$@"');
  return lines.join("\n");
}

/** The outermost folder above a path that other accounts may not pass. */
function closedAncestor(file) {
  const above = [];
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) above.unshift(folder);
  return above.find((folder) => (statSync(folder).mode & 0o001) === 0);
}

function isOpen(file) {
  return (statSync(file).mode & 0o001) !== 0;
}

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
