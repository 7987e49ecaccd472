import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type AcceleratorDevice, parseAmd, parseAscend, parseNvidia } from "@/lib/compute/local/accelerator-tools";
import { readJson } from "@/lib/compute/local/json-file";
import { readReplica } from "@/lib/compute/local/replica-files";
import type { AcceleratorType } from "@/lib/compute/workload";

export interface Assignment {
  readonly ids: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly devices: readonly string[];
}

export interface Accelerators {
  types(): Promise<readonly AcceleratorType[]>;
  /** Devices that no living program holds. Keeping to them is up to the programs: the kernel does not enforce it here. */
  assign(wanted: Readonly<Record<string, number>>, replica: string): Promise<Assignment>;
}

const probeMs = 5000;
const keepMs = 60_000;
const hidden = { CUDA_VISIBLE_DEVICES: "", HIP_VISIBLE_DEVICES: "", ASCEND_RT_VISIBLE_DEVICES: "" };

/** Accelerators as the vendors' own tools name them; no tool, none. */
export function acceleratorsOf(listReplicas: () => Promise<readonly string[]>): Accelerators {
  let known: { at: number; devices: Promise<readonly AcceleratorDevice[]> } | undefined;
  const devices = () => {
    if (!known || Date.now() - known.at > keepMs) known = { at: Date.now(), devices: discover() };
    return known.devices;
  };
  const given = new Map<string, readonly string[]>();
  return {
    types: async () => typesOf(await devices()),
    async assign(wanted, replica) {
      const total = Object.values(wanted).reduce((sum, count) => sum + count, 0);
      if (total === 0) return { ids: [], variables: { CUDA_VISIBLE_DEVICES: "" }, devices: [] };
      const all = await devices();
      const taken = await takenBy(await listReplicas(), given);
      const chosen = Object.entries(wanted).flatMap(([type, count]) => {
        const free = all.filter((device) => device.type === type && !taken.has(device.id)).slice(0, count);
        if (free.length < count) throw new Error(`${count} ${type} asked for, ${free.length} free`);
        return free;
      });
      given.set(
        replica,
        chosen.map((device) => device.id),
      );
      return { ids: chosen.map((device) => device.id), variables: visible(chosen), devices: await deviceFiles() };
    },
  };
}

function typesOf(devices: readonly AcceleratorDevice[]): AcceleratorType[] {
  const types = new Map<string, AcceleratorType>();
  for (const { type, memoryBytes } of devices) {
    const count = (types.get(type)?.allocatable ?? 0) + 1;
    types.set(type, { type, allocatable: count, ...(memoryBytes === undefined ? {} : { memoryBytes }) });
  }
  return [...types.values()];
}

async function takenBy(replicas: readonly string[], given: Map<string, readonly string[]>): Promise<Set<string>> {
  const taken = new Set<string>();
  for (const folder of replicas) {
    const { kind } = await readReplica(folder);
    if (kind === "ended" || kind === "lost") given.delete(folder);
    if (kind !== "spawned" && kind !== "running") continue;
    const spec = await readJson<{ accelerators?: readonly string[] }>(path.join(folder, "spec.json"));
    for (const id of spec?.accelerators ?? given.get(folder) ?? []) taken.add(id);
  }
  return taken;
}

function visible(chosen: readonly AcceleratorDevice[]): Record<string, string> {
  const of = (vendor: AcceleratorDevice["vendor"]) =>
    chosen
      .filter((device) => device.vendor === vendor)
      .map((device) => device.id)
      .join(",");
  return {
    ...hidden,
    CUDA_DEVICE_ORDER: "PCI_BUS_ID",
    CUDA_VISIBLE_DEVICES: of("nvidia"),
    HIP_VISIBLE_DEVICES: of("amd"),
    ASCEND_RT_VISIBLE_DEVICES: of("ascend").replaceAll("npu-", ""),
  };
}

async function deviceFiles(): Promise<string[]> {
  const names = await readdir("/dev").catch(() => []);
  const direct = names.filter((name) => /^(nvidia|davinci)|^(kfd|devmm_svm|hisi_hdc)$/.test(name) && name !== "nvidia-caps");
  const below = await Promise.all(
    ["dri", "nvidia-caps"].map(async (folder) => {
      const entries = await readdir(`/dev/${folder}`, { withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isCharacterDevice()).map((entry) => `${folder}/${entry.name}`);
    }),
  );
  return [...direct, ...below.flat()].map((name) => `/dev/${name}`);
}

async function discover(): Promise<readonly AcceleratorDevice[]> {
  const found = await Promise.all([
    ask("nvidia-smi", ["--query-gpu=uuid,name,memory.total", "--format=csv,noheader,nounits"]).then(parseNvidia),
    ask("npu-smi", ["info"]).then(parseAscend),
    ask("rocm-smi", ["--showproductname", "--showmeminfo", "vram", "--json"]).then(parseAmd),
  ]);
  return found.flat();
}

async function ask(tool: string, words: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(tool, words, { timeout: probeMs, maxBuffer: 4 * 2 ** 20 })).stdout;
  } catch {
    return "";
  }
}
