import { affinityTo } from "@/k8s/architectures";
import { pullSecretNames } from "@/k8s/manifests/pull-secret";
import { workloadAccount } from "@/k8s/manifests/tenant";
import { literal, portNumber, variablesOf } from "@/k8s/manifests/variables";
import { accessFolder, binFolder, handoverFolder, inputsFolder, podVolumes, type WrapperUse } from "@/k8s/manifests/volumes";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf } from "@/k8s/workload-record";
import { type Port, type Role, usualGraceSeconds, type Workload } from "@/lib/compute/workload";

export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** In which the wrapper ends the program and stores what it leaves. */
const wrappedGraceSeconds = 120;
/** So long a replica of a service goes on answering: whoever sends requests has been told by then. */
export const farewellSeconds = 5;
const flushSeconds = 300;
export const mainContainer = "main";
export const fetchContainer = "fetch";

/** One replica of a role: the same in every kind of workload, but for what `more` says of its pod. */
export function podTemplate(
  settings: ClusterSettings,
  workload: Workload,
  role: Role,
  more: Readonly<Record<string, unknown>> = {},
): PodTemplate {
  const { namespace = "", labels: own } = metadataOf(settings, workload, { part: "pod", role: role.name });
  return { metadata: { labels: own ?? {} }, spec: { ...podSpec(settings, workload, role, namespace), ...more } };
}

function podSpec(settings: ClusterSettings, workload: Workload, role: Role, namespace: string): Readonly<Record<string, unknown>> {
  const use = wrapperUse(settings, workload, role);
  const { volumes, mounts } = podVolumes(workload, role, use);
  const affinity = role.environment.kind === "image" ? affinityTo(role.environment.architectures) : undefined;
  const pullSecrets = pullSecretNames(settings, workload, role);
  return {
    restartPolicy: workload.kind === "batch" ? "Never" : "Always",
    serviceAccountName: workloadAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // A program that is process 1 would not be ended by SIGTERM unless it handles it; the wrapper does, and is safe as process 1.
    shareProcessNamespace: !use.runs,
    terminationGracePeriodSeconds: graceOf(workload, use),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: workload.tenant.uid,
      runAsGroup: workload.tenant.uid,
      fsGroup: workload.tenant.uid,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...(Object.keys(settings.nodeSelector).length > 0 ? { nodeSelector: settings.nodeSelector } : {}),
    ...(affinity ? { affinity } : {}),
    ...(settings.tolerations.length > 0 ? { tolerations: settings.tolerations } : {}),
    ...(pullSecrets.length > 0 ? { imagePullSecrets: pullSecrets.map((name) => ({ name })) } : {}),
    ...(use.fetches ? { initContainers: [fetchInputs(settings, workload, role, use)] } : {}),
    containers: [
      {
        name: mainContainer,
        ...program(role, use),
        env: [...variablesOf(workload, role, namespace), ...(use.runs ? wrapperVariables(workload, `${handoverFolder}/token`) : [])],
        ...listening(workload, role),
        resources: amounts(role),
        volumeMounts: mounts,
        securityContext: restricted,
        terminationMessagePolicy: "FallbackToLogsOnError",
      },
    ],
    volumes,
  };
}

/** A batch ends once all that it leaves is stored; what goes on and on leaves nothing, and is started again in its pod without the token. */
function wrapperUse(settings: ClusterSettings, workload: Workload, role: Role): WrapperUse {
  const canUse = workload.access !== undefined && settings.wrapperImage !== undefined;
  const has = (...kinds: readonly string[]) => canUse && role.mounts.some(({ source }) => kinds.includes(source.kind));
  const runs = workload.kind === "batch" && has("files", "outputs");
  return { fetches: runs || has("files"), runs };
}

/**
 * What the kubelet reads when it begins to end a pod: it minds no shorter one after that. It must be some, or the cluster would forget a pod
 * before its program is gone.
 */
function graceOf({ kind, graceSeconds = usualGraceSeconds }: Workload, { runs }: WrapperUse): number {
  if (runs) return wrappedGraceSeconds;
  return Math.max(1, Math.ceil(graceSeconds)) + (kind === "service" ? farewellSeconds : 0);
}

/** Where it is asked, and when it may be: no request comes before the first good answer, nor after it was told to go. */
function listening({ kind }: Workload, role: Role): Readonly<Record<string, unknown>> {
  const [first] = role.ports;
  if (!first) return {};
  return {
    ports: role.ports.map(({ name }) => ({ name, containerPort: portNumber(role, name) })),
    readinessProbe: { ...probe(first), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 3 },
    ...(kind === "service" ? { lifecycle: { preStop: { sleep: { seconds: farewellSeconds } } } } : {}),
  };
}

function probe({ name, readyPath }: Port): Readonly<Record<string, unknown>> {
  return readyPath === undefined ? { tcpSocket: { port: name } } : { httpGet: { path: readyPath, port: name } };
}

function program(role: Role, { runs }: WrapperUse): Record<string, unknown> {
  const command = role.command.map(literal);
  return {
    image: role.environment.kind === "image" ? role.environment.reference : "",
    imagePullPolicy: "IfNotPresent",
    command: runs ? [`${binFolder}/wrapper`, "run", "--", ...command] : command,
    ...(role.workingDirectory === undefined ? {} : { workingDir: role.workingDirectory }),
  };
}

/** Fetches the inputs and leaves a copy of itself for the program's container. */
function fetchInputs(settings: ClusterSettings, workload: Workload, role: Role, { runs }: WrapperUse): unknown {
  return {
    name: fetchContainer,
    image: settings.wrapperImage,
    imagePullPolicy: "IfNotPresent",
    command: ["wrapper", "fetch"],
    env: [
      ...wrapperVariables(workload, `${accessFolder}/token`),
      ...(runs ? [{ name: "CAIRN_TOKEN_HANDOVER", value: `${handoverFolder}/token` }] : []),
      { name: "CAIRN_MOUNTS", value: inputsFolder },
      { name: "CAIRN_BIN", value: `${binFolder}/wrapper` },
    ],
    // As much as the program has: a pod is given the larger of both, never their sum.
    resources: amounts({ ...role, resources: { ...role.resources, accelerators: {} } }),
    volumeMounts: [
      { name: "bin", mountPath: binFolder },
      { name: "access", mountPath: accessFolder, readOnly: true },
      ...(runs ? [{ name: "handover", mountPath: handoverFolder }] : []),
      { name: "inputs", mountPath: inputsFolder },
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
    CAIRN_GRACE_SECONDS: String(wrappedGraceSeconds),
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
