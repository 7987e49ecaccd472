/** Whether a text can be a host of the network: a name, or an address of either kind. */
export function isServer(text: string): boolean {
  if (text.includes(":")) return /^[0-9A-Fa-f:]{2,39}$/.test(text) && URL.canParse(`http://[${text}]`);
  // Digits and dots alone are an address or a typing error: no name is written so.
  if (/^[0-9.]+$/.test(text)) return /^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split(".").every((part) => Number(part) <= 255);
  return text.length <= 253 && /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/.test(text);
}

/** Whether a text names a folder from the root on, in one way only. */
export function isExportPath(text: string): boolean {
  if (text === "/") return true;
  const segments = text.split("/").slice(1);
  return (
    text.startsWith("/") &&
    /^[^\p{Cc}]{1,500}$/u.test(text) &&
    segments.every((segment) => segment !== "" && segment !== "." && segment !== "..")
  );
}

/** Whether a text can be the name of a volume claim. */
export function isClaimName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(text);
}

/** Cairn names its own claims so: they are some notebook's, or another shared volume's. */
export function isOwnClaim(text: string): boolean {
  return /^(v|share)-[0-9a-f]{8}-[0-9a-f]{4}-/.test(text);
}
