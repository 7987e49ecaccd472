import { checkWorkload } from "@/k8s/manifests/check-workload";
import { workloadAccount } from "@/k8s/manifests/tenant";
import { literal, variablesOf } from "@/k8s/manifests/variables";
import {
  accessFolder,
  accessSecret,
  binFolder,
  handoverFolder,
  inlineSecret,
  inputsFolder,
  podVolumes,
  type Secret,
} from "@/k8s/manifests/volumes";
import { jobName, labels, workloadName } from "@/k8s/names";
import type { ConfigMap, KubeObject } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf, recordManifest } from "@/k8s/workload-record";
import type { Role, Workload } from "@/lib/compute/workload";

export interface Manifest extends KubeObject {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Everything that a batch workload is in a cluster, in the order in which it is made. */
export interface BatchManifests {
  readonly record: ConfigMap;
  readonly secrets: readonly Secret[];
  readonly service: Manifest;
  /** Lets the replicas of a gang reach each other. */
  readonly policy: Manifest | undefined;
  readonly jobs: readonly Manifest[];
}

/** A pure function of the workload: made a second time it is the same. Throws for what can never run. */
export function batchManifests(settings: ClusterSettings, workload: Workload): BatchManifests {
  checkWorkload(settings, workload);
  const inline = workload.roles.flatMap((role) => inlineSecret(settings, workload, role) ?? []);
  const access = accessSecret(settings, workload);
  return {
    record: recordManifest(settings, workload),
    secrets: [...inline, ...(access ? [access] : [])],
    service: headlessService(settings, workload),
    policy: isGang(workload) ? peersOnly(settings, workload) : undefined,
    jobs: workload.roles.map((role) => roleJob(settings, workload, role)),
  };
}

/** What lets replicas find each other by name, also before any of them is ready. */
function headlessService(settings: ClusterSettings, workload: Workload): Manifest {
  return {
    metadata: metadataOf(settings, workload, { part: "service" }),
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: { [labels.installation]: settings.installation, [labels.workload]: workload.id },
    },
  };
}

function isGang({ roles }: Workload): boolean {
  return roles.reduce((sum, { replicas }) => sum + replicas, 0) > 1;
}

function peersOnly(settings: ClusterSettings, workload: Workload): Manifest {
  const podSelector = { matchLabels: { [labels.installation]: settings.installation, [labels.workload]: workload.id } };
  return {
    metadata: metadataOf(settings, workload, { part: "policy" }),
    spec: { podSelector, policyTypes: ["Ingress"], ingress: [{ from: [{ podSelector }] }] },
  };
}

function roleJob(settings: ClusterSettings, workload: Workload, role: Role): Manifest {
  const metadata = metadataOf(settings, workload, { part: "job", role: role.name, name: jobName(workload.id, role.name) });
  return {
    metadata,
    spec: {
      completionMode: "Indexed",
      completions: role.replicas,
      parallelism: role.replicas,
      backoffLimit: 0,
      podReplacementPolicy: "Failed",
      // A rank that is replaced alone would wait for the others for ever: only who is alone comes back after a disruption.
      ...(isGang(workload) ? {} : { podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] }] } }),
      template: {
        metadata: { labels: { ...metadata.labels, [labels.part]: "pod" } },
        spec: podSpec(settings, workload, role, metadata.namespace ?? ""),
      },
    },
  };
}

/**
 * How long a program that is asked to end may take; what the wrapper has to store comes on top. A pod's own, because a pod that is ended
 * in its place, log and exit code kept, takes no other.
 */
const graceSeconds = { direct: 10, wrapped: 120 } as const;
const flushSeconds = 300;
export const mainContainer = "main";
export const fetchContainer = "fetch";

function podSpec(settings: ClusterSettings, workload: Workload, role: Role, namespace: string): unknown {
  const wrapped = isWrapped(settings, workload, role);
  const { volumes, mounts } = podVolumes(workload, role, wrapped);
  const pullSecrets = [
    ...settings.pullSecrets,
    ...(role.environment.kind === "image" && role.environment.pullSecret ? [role.environment.pullSecret] : []),
  ];
  return {
    restartPolicy: "Never",
    subdomain: workloadName(workload.id),
    serviceAccountName: workloadAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // A program that is process 1 would not be ended by SIGTERM unless it handles it; the wrapper does, and is safe as process 1.
    shareProcessNamespace: !wrapped,
    terminationGracePeriodSeconds: wrapped ? graceSeconds.wrapped : graceSeconds.direct,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: workload.tenant.uid,
      runAsGroup: workload.tenant.uid,
      fsGroup: workload.tenant.uid,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...(Object.keys(settings.nodeSelector).length > 0 ? { nodeSelector: settings.nodeSelector } : {}),
    ...(settings.tolerations.length > 0 ? { tolerations: settings.tolerations } : {}),
    ...(pullSecrets.length > 0 ? { imagePullSecrets: pullSecrets.map((name) => ({ name })) } : {}),
    ...(wrapped ? { initContainers: [fetchInputs(settings, workload, role)] } : {}),
    containers: [
      {
        name: mainContainer,
        ...program(role, wrapped),
        env: [...variablesOf(workload, role, namespace), ...(wrapped ? wrapperVariables(workload, `${handoverFolder}/token`) : [])],
        resources: amounts(role),
        volumeMounts: mounts,
        securityContext: restricted,
        terminationMessagePolicy: "FallbackToLogsOnError",
      },
    ],
    volumes,
  };
}

function isWrapped(settings: ClusterSettings, workload: Workload, role: Role): boolean {
  const isNeeded = role.mounts.some(({ source }) => source.kind === "files" || source.kind === "outputs");
  return isNeeded && workload.access !== undefined && settings.wrapperImage !== undefined;
}

function program(role: Role, wrapped: boolean): Record<string, unknown> {
  const command = role.command.map(literal);
  return {
    image: role.environment.kind === "image" ? role.environment.reference : "",
    imagePullPolicy: "IfNotPresent",
    command: wrapped ? [`${binFolder}/wrapper`, "run", "--", ...command] : command,
    ...(role.workingDirectory === undefined ? {} : { workingDir: role.workingDirectory }),
  };
}

/** Fetches the inputs and leaves a copy of itself for the program's container. */
function fetchInputs(settings: ClusterSettings, workload: Workload, role: Role): unknown {
  const hasInputs = role.mounts.some(({ source }) => source.kind === "files");
  return {
    name: fetchContainer,
    image: settings.wrapperImage,
    imagePullPolicy: "IfNotPresent",
    command: ["wrapper", "fetch"],
    env: [
      ...wrapperVariables(workload, `${accessFolder}/token`),
      { name: "CAIRN_TOKEN_HANDOVER", value: `${handoverFolder}/token` },
      { name: "CAIRN_MOUNTS", value: inputsFolder },
      { name: "CAIRN_BIN", value: `${binFolder}/wrapper` },
    ],
    // As much as the program has: a pod is given the larger of both, never their sum.
    resources: amounts({ ...role, resources: { ...role.resources, accelerators: {} } }),
    volumeMounts: [
      { name: "bin", mountPath: binFolder },
      { name: "access", mountPath: accessFolder, readOnly: true },
      { name: "handover", mountPath: handoverFolder },
      ...(hasInputs ? [{ name: "inputs", mountPath: inputsFolder }] : []),
    ],
    securityContext: restricted,
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}

function wrapperVariables(workload: Workload, tokenFile: string): { readonly name: string; readonly value: string }[] {
  return Object.entries({
    CAIRN_API: workload.access?.url ?? "",
    CAIRN_TOKEN_FILE: tokenFile,
    CAIRN_FLUSH_SECONDS: String(flushSeconds),
    CAIRN_GRACE_SECONDS: String(graceSeconds.wrapped),
  }).map(([name, value]) => ({ name, value }));
}

const restricted = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

function amounts({ resources }: Role): unknown {
  const { cpuMilli, memoryBytes, accelerators } = resources;
  const amount = {
    cpu: `${cpuMilli}m`,
    memory: String(memoryBytes),
    ...Object.fromEntries(Object.entries(accelerators).flatMap(([type, count]) => (count > 0 ? [[type, String(count)]] : []))),
  };
  return { requests: amount, limits: amount };
}
