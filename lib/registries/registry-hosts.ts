import { dockerHub } from "@/lib/environments/image-reference";

/** Registries that an administrator named: these may be private, speak http and listen on any port. */
export interface RegistryHosts {
  readonly trusts: (url: URL) => boolean;
  /** How a registry is spoken to. */
  readonly protocolOf: (registry: string) => "http:" | "https:";
}

/** `registry.example.com,http://10.0.0.5:5000`: a host without a port stands for all of its ports. */
export function registryHosts(named: readonly string[]): RegistryHosts {
  const known = named.map((word) => ({ host: word.replace(/^https?:\/\//, "").toLowerCase(), isHttp: word.startsWith("http://") }));
  const find = (host: string) =>
    known.find((one) => one.host === host.toLowerCase() || one.host === host.toLowerCase().replace(/:\d+$/, ""));
  return {
    trusts: (url) => {
      const one = find(url.host);
      return one !== undefined && (url.protocol === "https:" || one.isHttp);
    },
    protocolOf: (registry) => (find(registry)?.isHttp ? "http:" : "https:"),
  };
}

/** Where a registry is asked, which for Docker Hub is not where its images say. */
export function registryAddress(hosts: RegistryHosts, registry: string): URL {
  const host = registry === dockerHub || registry === "index.docker.io" ? "registry-1.docker.io" : registry;
  return new URL(`${hosts.protocolOf(host)}//${host}`);
}
