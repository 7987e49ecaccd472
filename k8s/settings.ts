import type { Tenancy } from "@/lib/compute/tenancy";

/** What an installation decides about its use of a cluster. */
export interface ClusterSettings {
  /** The kubeconfig file; the pod's own account where it is undefined. */
  readonly kubeconfig: string | undefined;
  /** Tells the objects of several installations on one cluster apart; a label's value. */
  readonly installation: string;
  /** In front of a project's id, its namespace. */
  readonly namespacePrefix: string;
  /** The image of the wrapper that fetches inputs and stores outputs; workloads with either cannot run without. */
  readonly wrapperImage: string | undefined;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  readonly pullSecrets: readonly string[];
  /** What every workload may connect to, as URLs or networks: the console's address for pods first. */
  readonly reachable: readonly string[];
  /** What a project may use and reach; undefined for one that is not known, or not any more. */
  readonly tenancyOf: (projectId: string) => Promise<Tenancy | undefined>;
  /** Whether this process makes stops, limits and gang ends come true; one that only launches leaves it to the worker. */
  readonly drives: boolean;
}

export interface Toleration {
  readonly key?: string | undefined;
  readonly operator?: "Exists" | "Equal" | undefined;
  readonly value?: string | undefined;
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute" | undefined;
  readonly tolerationSeconds?: number | undefined;
}
