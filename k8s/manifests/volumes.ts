import { outputsOf, podFolders } from "@/k8s/manifests/variables";
import { shareClaimName, volumeName, workloadName } from "@/k8s/names";
import type { KubeObject } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf } from "@/k8s/workload-record";
import { usualSharedMemory } from "@/lib/compute/shared-memory";
import type { Mount, Role, Workload } from "@/lib/compute/workload";

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

/** What the wrapper does in a pod. */
export interface WrapperUse {
  /** Lays out inputs before the program starts. */
  readonly fetches: boolean;
  /** Starts the program and stores what it leaves. */
  readonly runs: boolean;
}

export interface PodVolumes {
  readonly volumes: readonly { readonly name: string; readonly [source: string]: unknown }[];
  /** What the program sees. */
  readonly mounts: readonly VolumeMount[];
}

export interface Secret extends KubeObject {
  readonly type?: string;
  readonly data: Readonly<Record<string, string>>;
}

const tokenKey = "token";
export const accessFolder = "/cairn/access";
export const inputsFolder = "/cairn/mounts";
export const binFolder = "/cairn/bin";
/** In memory: the token passes through it to the program's container, which removes it before the program starts. */
export const handoverFolder = "/cairn/handover";

/**
 * All that pods of a workload read from us: the token by which they ask the console for inputs and outputs, and the texts of inline mounts.
 * Names of files may be of any script, so each has a number here and its name stands in the pod.
 */
export function givenSecret(settings: ClusterSettings, workload: Workload): Secret | undefined {
  const files = workload.roles.flatMap((role) => role.mounts.flatMap((mount, at) => inlineFiles(role, mount, at)));
  const texts = [
    ...files.map(({ key, text }) => [key, text] as const),
    ...(workload.access ? [[tokenKey, workload.access.token] as const] : []),
  ];
  if (texts.length === 0) return undefined;
  return {
    metadata: metadataOf(settings, workload, { part: "given", name: workloadName(workload.id) }),
    data: Object.fromEntries(texts.map(([key, text]) => [key, Buffer.from(text).toString("base64")])),
  };
}

/** Folders of the pod: memory to share, what the program may write, what it reads. */
export function podVolumes(workload: Workload, role: Role, { fetches, runs }: WrapperUse): PodVolumes {
  const inline = role.mounts.map((mount, at) => inlineVolumes(workload, role, mount, at));
  const kept = role.mounts.map(keptVolume);
  // The console counts what it has to fetch, and nothing else.
  const files = role.mounts
    .filter(({ source }) => source.kind === "files")
    .map(({ target }, at) => ({ name: "inputs", mountPath: target, subPath: String(at), readOnly: true }));
  return {
    volumes: [
      { name: "shared-memory", emptyDir: { medium: "Memory", sizeLimit: String(sharedMemoryOf(role)) } },
      { name: "run", emptyDir: {} },
      { name: "outputs", emptyDir: {} },
      ...(fetches
        ? [
            { name: "bin", emptyDir: {} },
            ...(runs ? [{ name: "handover", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } }] : []),
            { name: "access", secret: { ...given(workload, [{ key: tokenKey, path: "token" }]), defaultMode: 0o440 } },
            // Also without inputs: the wrapper's own image is read-only.
            { name: "inputs", emptyDir: {} },
          ]
        : []),
      ...[...inline, ...kept].flatMap(({ volumes }) => volumes),
    ],
    mounts: [
      { name: "shared-memory", mountPath: "/dev/shm" },
      { name: "run", mountPath: podFolders.home },
      { name: "outputs", mountPath: outputsOf(role) },
      ...(runs
        ? [
            { name: "bin", mountPath: binFolder, readOnly: true },
            { name: "handover", mountPath: handoverFolder },
          ]
        : []),
      ...files,
      ...[...inline, ...kept].flatMap(({ mounts }) => mounts),
    ],
  };
}

/** Claims are made before, and stay. */
function keptVolume({ source, target, readOnly }: Mount, at: number): PodVolumes {
  const from = keptSource(source, readOnly);
  if (!from) return { volumes: [], mounts: [] };
  const name = `volume-${at}`;
  return {
    volumes: [{ name, ...from }],
    mounts: [{ name, mountPath: target, ...(readOnly ? { readOnly } : {}) }],
  };
}

function keptSource(source: Mount["source"], readOnly: boolean): Readonly<Record<string, unknown>> | undefined {
  switch (source.kind) {
    case "volume":
      return { persistentVolumeClaim: { claimName: volumeName(source.id) } };
    case "claim":
      return { persistentVolumeClaim: { claimName: source.name } };
    // Pod Security "restricted" admits no file server in a pod, but a claim that is bound to one.
    case "nfs":
      return { persistentVolumeClaim: { claimName: shareClaimName(source.id, readOnly), ...(readOnly ? { readOnly } : {}) } };
    default:
      return undefined;
  }
}

function sharedMemoryOf({ resources: { memoryBytes, sharedMemoryBytes } }: Role): number {
  return sharedMemoryBytes ?? usualSharedMemory(memoryBytes);
}

function inlineVolumes(workload: Workload, role: Role, mount: Mount, at: number): PodVolumes {
  const files = inlineFiles(role, mount, at);
  if (mount.source.kind !== "inline") return { volumes: [], mounts: [] };
  const name = `inline-${at}`;
  const secret = { name, secret: { ...given(workload, files), defaultMode: 0o444 } };
  if (mount.readOnly) return { volumes: [secret], mounts: [{ name, mountPath: mount.target, readOnly: true }] };
  // Kubernetes shows Secrets read-only: the folder is the program's own, each of our files is laid into it.
  const own = { name: `own-${at}`, emptyDir: {} };
  return {
    volumes: [secret, own],
    mounts: [
      { name: own.name, mountPath: mount.target },
      ...files.map(({ path }) => ({ name, mountPath: `${mount.target}/${path}`, subPath: path, readOnly: true })),
    ],
  };
}

/** A part of the one Secret: nothing else of it is in the container. */
function given({ id }: Workload, items: readonly { readonly key: string; readonly path: string }[]) {
  return { secretName: workloadName(id), items: items.map(({ key, path }) => ({ key, path })) };
}

function inlineFiles(role: Role, { source }: Mount, at: number): { readonly key: string; readonly path: string; readonly text: string }[] {
  if (source.kind !== "inline") return [];
  return Object.entries(source.files).map(([path, text], number) => ({ key: `${role.name}.${at}.${number}`, path, text }));
}
