import path from "node:path";
import { environmentFolder, replicaFolder, socketFile, socketFolder } from "@/lib/compute/local/folders";
import type { Bind, RunSpec } from "@/lib/compute/local/run-spec";
import type { LocalSettings } from "@/lib/compute/local/settings";
import { portVariable } from "@/lib/compute/port-variable";
import { type ProgramFolders, programVariables } from "@/lib/compute/program-variables";
import { type Role, usualGraceSeconds, type Workload } from "@/lib/compute/workload";

/** What is decided while a replica is made ready, beside its workload. */
export interface Preparation {
  readonly folder: string;
  readonly view: RunSpec["view"];
  /** For each mount of the role in order: the folder on this machine that holds what it shows. */
  readonly mountSources: readonly string[];
  /** The interpreter that the environment is built on, where it lies outside of the system's folders. */
  readonly interpreterFolders: readonly string[];
  readonly rendezvousPort: number;
  readonly tcpPorts: Readonly<Record<string, number>>;
  readonly accelerators: { readonly variables: Readonly<Record<string, string>>; readonly devices: readonly string[] };
  readonly start: number;
}

/** The tenant's own folders within a run folder, and where a private view shows them. */
export const tenantFolders = { work: "/job/work", home: "/job/home", tmp: "/tmp", outputs: "/outputs" } as const;
const metricsTarget = "/job/metrics.jsonl";

/** Everything a shim has to know about one replica: a pure function of the workload and its preparation. */
export function programSpec(settings: LocalSettings, workload: Workload, role: Role, rank: number, preparation: Preparation): RunSpec {
  const replica = replicaFolder(preparation.folder, role.name, rank);
  const seen = seenFolders(role, replica, preparation);
  const socket = role.ports.some((port) => port.transport === "unix") ? socketFolder(settings, workload.id, role.name, rank) : null;
  const environment = role.environment.kind === "python" ? environmentFolder(settings, role.environment.directory) : "";
  return {
    argv: role.command.map(seen.rewrite),
    cwd: role.workingDirectory ? seen.rewrite(role.workingDirectory) : seen.work,
    env: {
      ...variables(settings, workload, role, rank, environment, seen, preparation),
      CAIRN_RUN: `${workload.id}.${role.name}-${rank}.${preparation.start}`,
    },
    tenantUid: workload.tenant.uid,
    view: preparation.view,
    group: `${workload.id}.${role.name}-${rank}`,
    binds: preparation.view === "private" ? binds(settings, role, replica, environment, socket, preparation) : [],
    hidden: preparation.view === "private" ? [settings.dataFolder, settings.runtimeFolder, ...settings.hiddenFolders] : [],
    devices: [...preparation.accelerators.devices],
    owned: [
      ...Object.keys(tenantFolders).map((name) => path.join(replica, name)),
      ...role.mounts.flatMap((mount, at) =>
        mount.source.kind === "inline" && !mount.readOnly ? [preparation.mountSources[at] ?? ""] : [],
      ),
    ],
    metricsFile: path.join(replica, "metrics.jsonl"),
    socketFolder: socket,
    limits: {
      cpuMilli: role.resources.cpuMilli,
      memoryBytes: role.resources.memoryBytes,
      pids: 1024,
      maxRunSeconds: workload.maxRunSeconds ?? null,
      graceSeconds: workload.graceSeconds ?? usualGraceSeconds,
      rlimits: { CORE: 0, NOFILE: 65_536 },
    },
    log: { segmentBytes: 64 * 2 ** 20, segments: 3 },
  };
}

interface SeenFolders extends ProgramFolders {
  readonly work: string;
  readonly tmp: string;
  /** Where nothing can be mounted, a path below a mount's target means the folder that stands for it. */
  readonly rewrite: (text: string) => string;
}

function seenFolders(role: Role, replica: string, { view, mountSources }: Preparation): SeenFolders {
  const outputsMount = role.mounts.find((mount) => mount.source.kind === "outputs");
  const inputs = role.mounts.filter((mount) => mount.source.kind === "files").map((mount) => mount.target);
  if (view === "private") {
    return {
      ...tenantFolders,
      outputs: outputsMount?.target ?? tenantFolders.outputs,
      metrics: metricsTarget,
      inputs,
      rewrite: (text) => text,
    };
  }
  const stands = role.mounts.map((mount, at) => [mount.target, mountSources[at] ?? mount.target] as const);
  const rewrite = (text: string) => {
    const found = stands.find(([target]) => text === target || text.startsWith(`${target}/`));
    return found ? found[1] + text.slice(found[0].length) : text;
  };
  const own = (name: keyof typeof tenantFolders) => path.join(replica, name);
  return {
    work: own("work"),
    home: own("home"),
    tmp: own("tmp"),
    outputs: own("outputs"),
    metrics: path.join(replica, "metrics.jsonl"),
    inputs: inputs.map(rewrite),
    rewrite,
  };
}

function variables(
  settings: LocalSettings,
  workload: Workload,
  role: Role,
  rank: number,
  environment: string,
  seen: SeenFolders,
  preparation: Preparation,
): Record<string, string> {
  const worldSize = role.replicas;
  const own = Object.fromEntries(Object.entries(role.variables).map(([name, value]) => [name, seen.rewrite(value)]));
  return {
    PATH: [environment && path.join(environment, "bin"), "/usr/local/bin", "/usr/bin", "/bin"].filter(Boolean).join(":"),
    ...(environment ? { VIRTUAL_ENV: environment } : {}),
    LANG: "C.UTF-8",
    TMPDIR: seen.tmp,
    ...programVariables(role, seen),
    ...preparation.accelerators.variables,
    CAIRN_RANK: String(rank),
    CAIRN_WORLD_SIZE: String(worldSize),
    ...(worldSize > 1
      ? { MASTER_ADDR: "127.0.0.1", MASTER_PORT: String(preparation.rendezvousPort), RANK: String(rank), WORLD_SIZE: String(worldSize) }
      : {}),
    ...Object.fromEntries(
      role.ports
        .filter((port) => port.transport === "unix")
        .map((port) => [portVariable("SOCKET", port.name), socketFile(settings, workload.id, role.name, rank, port.name)]),
    ),
    ...(Object.keys(preparation.tcpPorts).length > 0 ? { CAIRN_HOST: "127.0.0.1" } : {}),
    ...Object.fromEntries(Object.entries(preparation.tcpPorts).map(([name, port]) => [portVariable("PORT", name), String(port)])),
    ...own,
  };
}

function binds(
  settings: LocalSettings,
  role: Role,
  replica: string,
  environment: string,
  socket: string | null,
  { mountSources, interpreterFolders }: Preparation,
): Bind[] {
  const outputs = role.mounts.find((mount) => mount.source.kind === "outputs")?.target;
  const own = Object.entries(tenantFolders).map(([name, target]) => ({
    source: path.join(replica, name),
    target: name === "outputs" && outputs ? outputs : target,
    readOnly: false,
  }));
  const mounts = role.mounts.flatMap((mount, at) =>
    mount.source.kind === "outputs"
      ? []
      : [{ source: mountSources[at] ?? "", target: mount.target, readOnly: mount.readOnly || mount.source.kind === "files" }],
  );
  return [
    ...own,
    { source: path.join(replica, "metrics.jsonl"), target: metricsTarget, readOnly: false },
    ...mounts,
    ...[environment, ...interpreterFolders, ...settings.programFolders].filter(Boolean).map(readOnlyInPlace),
    ...(socket ? [{ source: socket, target: socket, readOnly: false }] : []),
  ];
}

function readOnlyInPlace(folder: string): Bind {
  return { source: folder, target: folder, readOnly: true };
}
