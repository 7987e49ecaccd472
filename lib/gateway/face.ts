/** Which of the gateway's faces a Host value names. `literal` is the address for programs, with endpoints and files on it. */
export type Face =
  | { readonly kind: "app"; readonly label: string }
  | { readonly kind: "files" }
  | { readonly kind: "endpoints" }
  | { readonly kind: "literal" };

export interface FaceSettings {
  /** `http://*.apps.localhost:3001` */
  readonly appsUrl: string;
  /** `http://127.0.0.1:3001` */
  readonly gatewayUrl: string;
  readonly port: number;
  /** `CAIRN_LISTEN`: an address named there is literal too. */
  readonly listen: string;
}

/** Reads Host values against the configured ones, byte for byte but for letter case; null is an address that is not served. */
export function faceReader(settings: FaceSettings): (host: string) => Face | null {
  const apps = new URL(settings.appsUrl.replace("*.", ""));
  const suffix = `.${apps.host}`;
  const literal = new Set([new URL(settings.gatewayUrl).host, `127.0.0.1:${settings.port}`, `[::1]:${settings.port}`]);
  if (!isEveryAddress(settings.listen))
    literal.add(`${settings.listen.includes(":") ? `[${settings.listen}]` : settings.listen}:${settings.port}`);
  return (host) => {
    const given = host.toLowerCase();
    if (literal.has(given)) return { kind: "literal" };
    if (!given.endsWith(suffix)) return null;
    const label = given.slice(0, -suffix.length);
    if (label === "files") return { kind: "files" };
    if (label === "e") return { kind: "endpoints" };
    return appLabel.test(label) ? { kind: "app", label } : null;
  };
}

/** The host label of an app: its slug, and ten characters of its id so that nobody can have another's. */
export function labelOfApp(slug: string, id: string): string {
  return `${slug.slice(0, 50)}-${id.replaceAll("-", "").slice(-10)}`;
}

const appLabel = /^[a-z0-9](?:[a-z0-9-]{0,50})-[0-9a-f]{10}$/;

function isEveryAddress(listen: string): boolean {
  return listen === "0.0.0.0" || listen === "::";
}
