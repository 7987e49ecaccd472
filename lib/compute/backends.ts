import "server-only";
import path from "node:path";
import { kubernetesBackend } from "@/k8s/backend";
import { type Examined, examineCluster } from "@/k8s/preflight";
import { Removal } from "@/k8s/removal";
import type { ClusterSettings } from "@/k8s/settings";
import type { ComputeBackend, LocalOutputs, Nodes, Watch } from "@/lib/compute/backend";
import type { Builder } from "@/lib/compute/builder";
import { fakeBackend } from "@/lib/compute/fake";
import { localBackend } from "@/lib/compute/local/local-backend";
import { localBuilder } from "@/lib/compute/local/local-builder";
import type { LocalSettings, ObjectSource } from "@/lib/compute/local/settings";
import type { Tenants } from "@/lib/compute/tenancy";
import { env } from "@/lib/env";
import { readTenancy } from "@/lib/projects/read-tenancy";
import { buildUid } from "@/lib/projects/tenant";
import { podStoreOrigin } from "@/lib/storage/pod-store-origin";
import { objectStore } from "@/lib/storage/store";

export type BackendName = ComputeBackend["name"];

export type Backend = ComputeBackend & Watch & Partial<LocalOutputs> & Partial<Nodes> & Partial<Tenants>;

const made = new Map<BackendName, Backend>();

/** The backend that runs new workloads, as the settings say. */
export function defaultBackend(): Backend {
  return backendNamed(env.CAIRN_COMPUTE);
}

/** The backend that an attempt or a revision was given to; one object per process. */
export function backendNamed(name: BackendName): Backend {
  const known = made.get(name);
  if (known) return known;
  const backend = make(name);
  made.set(name, backend);
  return backend;
}

function make(name: BackendName): Backend {
  switch (name) {
    case "fake":
      return fakeBackend();
    case "local":
      return localBackend({ ...localSettings(), objects });
    case "kubernetes":
      return kubernetesBackend(clusterSettings());
  }
}

/** Whether the cluster of a kubeconfig can be used, and why not. */
export function examine(kubeconfig: string): Promise<Examined> {
  return examineCluster(kubeconfig);
}

/** What takes this installation out of its cluster. */
export function installationInCluster(): Promise<Removal> {
  return Removal.from(clusterSettings());
}

let builtWith: Builder | undefined;

/** What runs the tools that build environments: always this machine, whatever runs the workloads. */
export function builder(): Builder {
  builtWith ??= localBuilder(localSettings());
  return builtWith;
}

const objects: ObjectSource = {
  file: (key) => objectStore().file(key),
  read: (key, range) => objectStore().get(key, range),
};

function clusterSettings(): ClusterSettings {
  return {
    kubeconfig: env.KUBECONFIG,
    installation: env.CAIRN_INSTALLATION,
    namespacePrefix: `${env.CAIRN_INSTALLATION}-`,
    wrapperImage: env.CAIRN_IMAGE,
    nodeSelector: env.CAIRN_NODE_SELECTOR,
    tolerations: env.CAIRN_TOLERATIONS,
    pullSecrets: env.CAIRN_PULL_SECRETS,
    reachable: [env.CAIRN_POD_URL ?? env.CAIRN_URL, ...podStoreOrigin(), ...env.CAIRN_POD_NETWORKS],
    tenancyOf: readTenancy,
    drives: env.CAIRN_PROCESS === "worker",
  };
}

function localSettings(): Omit<LocalSettings, "objects"> {
  return {
    dataFolder: env.CAIRN_DATA,
    runtimeFolder: env.CAIRN_RUNTIME ?? path.join(env.CAIRN_DATA, "sockets"),
    python: env.CAIRN_PYTHON ?? "/usr/bin/python3",
    shimFolder: path.join(appFolder(), "python", "shim"),
    hiddenFolders: [appFolder()],
    programFolders: [],
    buildUid,
    ...(env.CAIRN_LAUNCHER_SOCKET ? { launcherSocket: env.CAIRN_LAUNCHER_SOCKET } : {}),
    drives: env.CAIRN_PROCESS === "worker",
  };
}

/** Every process of Cairn is started in its folder. */
function appFolder(): string {
  return process.cwd();
}
