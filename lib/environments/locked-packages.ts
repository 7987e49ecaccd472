/** The packages of a lock with their exact versions, in its order. */
export function lockedPackages(lock: string): { name: string; version: string }[] {
  return [...lock.matchAll(/^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)/gm)].map(([, name = "", version = ""]) => ({
    name,
    version,
  }));
}
