const systemFolders = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/opt", "/nix"];

/** Whether every private view shows it anyway. */
export function isSystemFolder(folder: string): boolean {
  return systemFolders.some((system) => folder === system || folder.startsWith(`${system}/`));
}
