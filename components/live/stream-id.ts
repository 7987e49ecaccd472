/** Where each topic stands: topic → cursor. */
export type Cursors = Readonly<Record<string, number>>;

/** Reads a stream event's id, base64url of JSON; what cannot be read counts as nowhere. */
export function readStreamId(id: string): Cursors {
  try {
    const parsed: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(atob(id.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0))),
    );
    if (typeof parsed !== "object" || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, number] => typeof entry[1] === "number"));
  } catch {
    return {};
  }
}

/** Writes it, to be sent as `after` by a browser that comes back. */
export function writeStreamId(cursors: Cursors): string {
  const bytes = new TextEncoder().encode(JSON.stringify(cursors));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
