import { createHash } from "node:crypto";
import { z } from "zod";
import type { Architecture } from "@/db/values";
import type { RegistryLogin } from "@/lib/compute/workload";
import type { ImageReference } from "@/lib/environments/image-reference";
import { OutboundError, type SafeAnswer, safeFetch } from "@/lib/outbound/safe-fetch";
import { authorization } from "@/lib/registries/authorization";
import { type RegistryHosts, registryAddress } from "@/lib/registries/registry-hosts";

/** What a registry says of an image. */
export type ImageAnswer =
  | {
      readonly outcome: "found";
      readonly digest: string;
      /** Of Linux, those that Cairn has a word for. */
      readonly architectures: readonly Architecture[];
      /** What a node loads, for the first of its platforms. */
      readonly sizeBytes: number | null;
    }
  | { readonly outcome: "missing" | "denied" | "notLinux" }
  | { readonly outcome: "unreachable"; readonly fault: "refused" | "unknownHost" | "unreachable" | "unexpected" };

interface Options {
  readonly login: RegistryLogin | null;
  readonly hosts: RegistryHosts;
  readonly timeoutMs?: number;
}

const mostBytes = 4 * 2 ** 20;
const accepted = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const words: Readonly<Record<string, Architecture>> = { amd64: "x86-64", arm64: "arm64" };

const platform = z.object({ os: z.string(), architecture: z.string() });
const index = z.object({ manifests: z.array(z.object({ digest: z.string(), platform: platform.optional() })) });
const blob = z.object({ digest: z.string(), size: z.number() });
const manifest = z.object({ config: blob, layers: z.array(blob) });

/** Asks a registry what an image is, by the protocol that all of them speak. Never throws: a registry that cannot be asked is an answer too. */
export async function askRegistry(image: ImageReference, { login, hosts, timeoutMs = 12_000 }: Options): Promise<ImageAnswer> {
  const registry = new Registry(image, { login, hosts, signal: AbortSignal.timeout(timeoutMs) });
  try {
    const top = await registry.get(`manifests/${image.digest ?? image.tag ?? "latest"}`);
    if (top.status === 401 || top.status === 403) return { outcome: "denied" };
    if (top.status === 404) return { outcome: "missing" };
    return top.status === 200 ? await readAnswer(registry, image, top.body) : { outcome: "unreachable", fault: "unexpected" };
  } catch (error) {
    if (error instanceof OutboundError) return { outcome: "unreachable", fault: error.fault === "tooLarge" ? "unexpected" : error.fault };
    return { outcome: "unreachable", fault: registry.signal.aborted ? "unreachable" : "unexpected" };
  }
}

async function readAnswer(registry: Registry, image: ImageReference, body: Buffer): Promise<ImageAnswer> {
  const digest = digestOf(body);
  if (image.digest !== null && image.digest !== digest) return { outcome: "unreachable", fault: "unexpected" };
  const listed = index.safeParse(JSON.parse(body.toString()));
  if (!listed.success) {
    const { config, layers } = manifest.parse(JSON.parse(body.toString()));
    const { os, architecture } = await registry.readJson(`blobs/${config.digest}`, config.digest, platform);
    if (os !== "linux") return { outcome: "notLinux" };
    return { outcome: "found", digest, architectures: named([architecture]), sizeBytes: sizeOf(layers) };
  }
  const usable = listed.data.manifests.filter(({ platform }) => platform?.os === "linux");
  const [first] = usable;
  if (!first) return { outcome: "notLinux" };
  const { layers } = await registry.readJson(`manifests/${first.digest}`, first.digest, manifest);
  const architectures = named(usable.map(({ platform }) => platform?.architecture ?? ""));
  return { outcome: "found", digest, architectures, sizeBytes: sizeOf(layers) };
}

function named(found: readonly string[]): readonly Architecture[] {
  return [...new Set(found.flatMap((word) => words[word] ?? []))];
}

function sizeOf(layers: readonly { readonly size: number }[]): number {
  return layers.reduce((sum, { size }) => sum + size, 0);
}

function digestOf(body: Buffer): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}

/** One repository of a registry, with what it wants to see before it answers. */
class Registry {
  readonly signal: AbortSignal;
  readonly #root: URL;
  readonly #image: ImageReference;
  readonly #options: Options;
  #authorization: string | null = null;

  constructor(image: ImageReference, { signal, ...options }: Options & { readonly signal: AbortSignal }) {
    this.signal = signal;
    this.#image = image;
    this.#options = options;
    this.#root = new URL(`/v2/${image.repository}/`, registryAddress(options.hosts, image.registry));
  }

  /** Shows a login only where the registry asks for one, and once. */
  async get(path: string): Promise<SafeAnswer> {
    const answer = await this.#ask(path);
    if (answer.status !== 401 || this.#authorization !== null) return answer;
    this.#authorization = await authorization(answer.headers["www-authenticate"] ?? "", {
      repository: this.#image.repository,
      origin: this.#root,
      login: this.#options.login,
      fetch: (url, headers) => this.#fetch(url, headers),
    });
    return this.#authorization === null ? answer : this.#ask(path);
  }

  /** What stands under a digest, if it has that digest. */
  async readJson<T>(path: string, digest: string, shape: z.ZodType<T>): Promise<T> {
    const { status, body } = await this.get(path);
    if (status !== 200 || digestOf(body) !== digest) throw new Error(`${path}: status ${status}`);
    return shape.parse(JSON.parse(body.toString()));
  }

  #ask(path: string): Promise<SafeAnswer> {
    return this.#fetch(new URL(path, this.#root), {
      accept: accepted,
      ...(this.#authorization === null ? {} : { authorization: this.#authorization }),
    });
  }

  #fetch(url: URL, headers: Readonly<Record<string, string>>): Promise<SafeAnswer> {
    return safeFetch(url, { headers, signal: this.signal, maxBytes: mostBytes, trusts: (address) => this.#options.hosts.trusts(address) });
  }
}
