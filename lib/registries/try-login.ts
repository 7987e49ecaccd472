import type { RegistryLogin } from "@/lib/compute/workload";
import { safeFetch } from "@/lib/outbound/safe-fetch";
import { authorization } from "@/lib/registries/authorization";
import { type RegistryHosts, registryAddress } from "@/lib/registries/registry-hosts";

const mostBytes = 2 ** 20;

/**
 * Whether a registry takes a login, by its own sign-in (protocol: OCI distribution, and Docker's token authentication). `unknown`: it cannot
 * be asked from here, or asks nobody who he is. Never throws.
 */
export async function tryLogin(
  login: RegistryLogin,
  { hosts, timeoutMs = 5_000 }: { readonly hosts: RegistryHosts; readonly timeoutMs?: number },
): Promise<"taken" | "denied" | "unknown"> {
  const origin = new URL("/v2/", registryAddress(hosts, login.registry));
  const signal = AbortSignal.timeout(timeoutMs);
  const ask = (url: URL, headers: Readonly<Record<string, string>>) =>
    safeFetch(url, { headers, signal, maxBytes: mostBytes, trusts: hosts.trusts });
  let shown: number | undefined;
  const show = async (url: URL, headers: Readonly<Record<string, string>>) => {
    const answer = await ask(url, headers);
    shown = answer.status;
    return answer;
  };
  try {
    const { status, headers } = await ask(origin, {});
    if (status !== 401) return "unknown";
    const word = await authorization(headers["www-authenticate"] ?? "", { repository: null, origin, login, fetch: show });
    // A token is only given for a login that is taken; what is shown as it is has to be shown.
    if (word?.startsWith("Basic ")) await show(origin, { authorization: word });
  } catch {
    return "unknown";
  }
  if (shown === 401 || shown === 403) return "denied";
  return shown === 200 ? "taken" : "unknown";
}
