/** Where a program reads on which of its sockets or ports it is to listen. */
export function portVariable(kind: "SOCKET" | "PORT", port: string): string {
  return `CAIRN_${kind}_${port.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}
