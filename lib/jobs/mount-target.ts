/** First folders that belong to the system or to Cairn. */
const reserved = new Set([
  ...["bin", "boot", "dev", "etc", "home", "job", "lib", "lib32", "lib64", "libx32", "lost+found", "nix", "opt", "outputs", "proc"],
  ...["root", "run", "sbin", "sys", "tmp", "usr", "var", "work"],
]);

/** Whether a folder can be where a job finds its data: an absolute path of plain words that nothing else needs. */
export function isMountTarget(text: string): boolean {
  const segments = text.split("/").slice(1);
  return (
    /^(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,63}){1,6}$/.test(text) &&
    !reserved.has(segments[0] ?? "") &&
    segments.every((segment) => segment !== "..")
  );
}

/** Whether no two targets are one another or lie in one another. */
export function areApart(targets: readonly string[]): boolean {
  return targets.every((target, at) =>
    targets.every((other, index) => index === at || !(other === target || other.startsWith(`${target}/`))),
  );
}
