/** An image by the words of the registries: `registry.example.com:5000/team/train:1.2@sha256:…`. */
export interface ImageReference {
  /** Where it is asked for; Docker Hub where no host is named. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

export const dockerHub = "docker.io";
const longest = 500;
const host = /^(?:[a-z0-9]+(?:[.-][a-z0-9]+)*|\[[0-9a-f:]+\])(?::[0-9]{1,5})?$/i;
const part = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagWord = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestWord = /^sha256:[0-9a-f]{64}$/;

/** Whether a text is where a registry answers: a host, with a port where it has one. */
export function isRegistry(text: string): boolean {
  return text.length <= 255 && host.test(text);
}

/** Null for what is no reference. A name without dot, colon or slash in front is one of Docker Hub, as every runtime reads it. */
export function parseImageReference(text: string): ImageReference | null {
  if (text.length > longest) return null;
  const [named = "", digest = null, ...rest] = text.split("@");
  if (rest.length > 0 || (digest !== null && !digestWord.test(digest))) return null;
  const colon = named.lastIndexOf(":");
  const isTagged = colon > named.lastIndexOf("/");
  const tag = isTagged ? named.slice(colon + 1) : null;
  if (tag !== null && !tagWord.test(tag)) return null;
  const { registry, repository } = split(isTagged ? named.slice(0, colon) : named);
  if (!host.test(registry) || !repository.split("/").every((word) => part.test(word))) return null;
  return { registry, repository, tag, digest };
}

/** The same bytes for ever: the reference with its digest in the place of a tag. */
export function pinnedReference(text: string, digest: string | null): string {
  const parsed = parseImageReference(text);
  if (!parsed || digest === null) return text;
  return `${parsed.registry}/${parsed.repository}@${digest}`;
}

function split(name: string): Pick<ImageReference, "registry" | "repository"> {
  const slash = name.indexOf("/");
  const first = name.slice(0, slash);
  const isHost = slash > 0 && (first.includes(".") || first.includes(":") || first === "localhost");
  if (isHost) return { registry: first, repository: name.slice(slash + 1) };
  return { registry: dockerHub, repository: slash > 0 ? name : `library/${name}` };
}
