import { workloadAccount } from "@/k8s/manifests/tenant";
import { literal, variablesOf } from "@/k8s/manifests/variables";
import { accessFolder, binFolder, handoverFolder, inputsFolder, podVolumes } from "@/k8s/manifests/volumes";
import { workloadName } from "@/k8s/names";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf } from "@/k8s/workload-record";
import type { Role, Workload } from "@/lib/compute/workload";

export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * How long a program that is asked to end may take; what the wrapper has to store comes on top. A pod's own, because a pod that is ended
 * in its place, log and exit code kept, takes no other.
 */
const graceSeconds = { direct: 10, wrapped: 120 } as const;
const flushSeconds = 300;
export const mainContainer = "main";
export const fetchContainer = "fetch";

export interface PodOptions {
  readonly restartPolicy: "Never" | "Always";
}

/** One replica of a role: the same of every kind of workload, but for what `options` say. */
export function podTemplate(settings: ClusterSettings, workload: Workload, role: Role, options: PodOptions): PodTemplate {
  const { namespace = "", labels: own } = metadataOf(settings, workload, { part: "pod", role: role.name });
  return { metadata: { labels: own ?? {} }, spec: podSpec(settings, workload, role, { ...options, namespace }) };
}

function podSpec(
  settings: ClusterSettings,
  workload: Workload,
  role: Role,
  { restartPolicy, namespace }: PodOptions & { readonly namespace: string },
): Readonly<Record<string, unknown>> {
  const wrapped = isWrapped(settings, workload, role);
  const { volumes, mounts } = podVolumes(workload, role, wrapped);
  const pullSecrets = [
    ...settings.pullSecrets,
    ...(role.environment.kind === "image" && role.environment.pullSecret ? [role.environment.pullSecret] : []),
  ];
  return {
    restartPolicy,
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
