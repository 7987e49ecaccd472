import type { MountedFile, Workload, WorkloadEnvironment } from "@/lib/compute/workload";

const serverFolder = "/serve";
/** Where the server finds the model's files. */
export const modelFolder = "/model";

/** The one role of an endpoint's revision. */
export const serverRole = "server";
/** The port whose address the gateway gets. */
export const serverPort = "http";

export interface EndpointParts {
  readonly revisionId: string;
  readonly tenant: Workload["tenant"];
  readonly environment: WorkloadEnvironment;
  readonly replicas: number;
  readonly files: readonly MountedFile[];
  readonly entryPath: string;
  /** The endpoint's address is the model's name to whoever asks. */
  readonly modelName: string;
  readonly modelVersion: number;
  readonly upstreamToken: string;
  /** The model server's sources by file name. */
  readonly server: Readonly<Record<string, string>>;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly accelerators: Readonly<Record<string, number>>;
  /** How it reaches Cairn where its files are not here; null where they are. */
  readonly access: Workload["access"] | null;
}

/** The workload of one revision: a pure function of its rows. The model is loaded nowhere but in it. */
export function endpointWorkload(parts: EndpointParts): Workload {
  const isImage = parts.environment.kind === "image";
  return {
    id: parts.revisionId,
    kind: "service",
    tenant: parts.tenant,
    roles: [
      {
        name: serverRole,
        replicas: parts.replicas,
        environment: parts.environment,
        command: [isImage ? "python3" : "python", "-I", serverFolder, `${modelFolder}/${parts.entryPath}`],
        variables: {
          CAIRN_MODEL_NAME: parts.modelName,
          CAIRN_MODEL_VERSION: String(parts.modelVersion),
          CAIRN_UPSTREAM_TOKEN: parts.upstreamToken,
        },
        resources: { cpuMilli: parts.cpuMilli, memoryBytes: parts.memoryBytes, accelerators: parts.accelerators },
        mounts: [
          { target: serverFolder, readOnly: true, source: { kind: "inline", files: parts.server } },
          { target: modelFolder, readOnly: true, source: { kind: "files", entries: parts.files } },
        ],
        // Whoever shares a machine reaches its ports, but not a socket; what shares none has only ports.
        ports: [{ name: serverPort, transport: isImage ? "tcp" : "unix", readyPath: "/v2/health/ready" }],
      },
    ],
    ...(parts.access && { access: parts.access }),
  };
}
