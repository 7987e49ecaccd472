import { readFileSync } from "node:fs";
import type { Cluster, User } from "@kubernetes/client-node";

/** Why a kubeconfig cannot be handed to processes that run by themselves. */
export type KubeconfigProblem =
  | { readonly kind: "unreadable"; readonly words: string }
  | { readonly kind: "noCluster" }
  /** A program of the person who has it, or a login that this person's own tools renew. */
  | { readonly kind: "program"; readonly name: string };

export type Kubeconfig = { readonly problem: KubeconfigProblem } | { readonly text: string };

/** A kubeconfig cut to its current context, with the files that it names inside: it works for any account, wherever it lies. */
export async function readKubeconfig(file: string): Promise<Kubeconfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
    const cluster = config.getCurrentCluster();
    const user = config.getCurrentUser();
    if (!cluster) return { problem: { kind: "noCluster" } };
    const program = user?.exec ?? user?.authProvider;
    if (program) return { problem: { kind: "program", name: String(program.command ?? program.name) } };
    return { text: JSON.stringify(alone(cluster, user)) };
  } catch (error) {
    return { problem: { kind: "unreadable", words: error instanceof Error ? error.message : String(error) } };
  }
}

function alone(cluster: Cluster, user: User | null): unknown {
  const name = "cairn";
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [
      {
        name,
        cluster: {
          server: cluster.server,
          "certificate-authority-data": inline(cluster.caData, cluster.caFile),
          "insecure-skip-tls-verify": cluster.skipTLSVerify || undefined,
          "tls-server-name": cluster.tlsServerName,
          "proxy-url": cluster.proxyUrl,
        },
      },
    ],
    users: [
      {
        name,
        user: {
          "client-certificate-data": inline(user?.certData, user?.certFile),
          "client-key-data": inline(user?.keyData, user?.keyFile),
          token: user?.token,
          username: user?.username,
          password: user?.password,
        },
      },
    ],
  };
}

function inline(text: string | undefined, file: string | undefined): string | undefined {
  return text ?? (file ? readFileSync(file).toString("base64") : undefined);
}
