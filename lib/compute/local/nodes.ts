import { readFile, statfs } from "node:fs/promises";
import { arch, availableParallelism, hostname, release, totalmem } from "node:os";
import type { Accelerators } from "@/lib/compute/local/accelerators";
import type { Isolation } from "@/lib/compute/local/isolation";
import type { LocalSettings } from "@/lib/compute/local/settings";
import type { Node } from "@/lib/compute/workload";

/** Kept back for Cairn and the system. */
const reservedMemoryBytes = 1.5 * 2 ** 30;
const leastMemoryBytes = 512 * 2 ** 20;
const fullDisk = 0.95;

const architectures: Readonly<Record<string, Node["architecture"]>> = { x64: "x86-64", arm64: "arm64" };

/** This machine as a node, sampled now; use of the processors is that since the last sample. */
export function nodeSampler(settings: LocalSettings, accelerators: Accelerators, isolation: () => Promise<Isolation>): () => Promise<Node> {
  let last: CpuTimes | undefined;
  return async () => {
    const [disk, times, memory, types, level] = await Promise.all([
      statfs(settings.dataFolder),
      cpuTimes(),
      memoryOf(),
      accelerators.types(),
      isolation(),
    ]);
    const cores = availableParallelism();
    const cpuMilli = last && times ? busyShare(last, times) * cores * 1000 : 0;
    last = times;
    const diskTotalBytes = disk.blocks * disk.bsize;
    const diskFreeBytes = disk.bavail * disk.bsize;
    const isFull = diskFreeBytes < (1 - fullDisk) * diskTotalBytes;
    return {
      name: hostname(),
      architecture: architectures[arch()] ?? "other",
      allocatable: {
        cpuMilli: cores * 1000,
        memoryBytes: Math.floor(Math.max(leastMemoryBytes, memory.totalBytes - reservedMemoryBytes)),
        accelerators: Object.fromEntries(types.map(({ type, allocatable }) => [type, allocatable])),
      },
      accelerators: types,
      labels: { kernel: release() },
      conditions: [
        { type: "Ready", ok: true },
        { type: "DiskSpace", ok: !isFull },
        { type: "PrivateView", ok: level.view === "private", ...(level.reason ? { reason: level.reason } : {}) },
      ],
      isolation: level.level,
      usage: { cpuMilli: Math.round(cpuMilli), memoryBytes: memory.usedBytes, diskFreeBytes, diskTotalBytes },
    };
  };
}

interface CpuTimes {
  readonly busy: number;
  readonly all: number;
}

async function cpuTimes(): Promise<CpuTimes | undefined> {
  const text = await readFile("/proc/stat", "utf8").catch(() => "");
  const fields = /^cpu +(.*)$/m.exec(text)?.[1]?.split(" ").map(Number);
  if (!fields) return undefined;
  const all = fields.slice(0, 8).reduce((sum, value) => sum + value, 0);
  return { all, busy: all - (fields[3] ?? 0) - (fields[4] ?? 0) };
}

function busyShare(before: CpuTimes, after: CpuTimes): number {
  return after.all > before.all ? (after.busy - before.busy) / (after.all - before.all) : 0;
}

/** A container may be allowed less than the machine has. */
async function memoryOf(): Promise<{ totalBytes: number; usedBytes: number }> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const kibibytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+)`, "m").exec(text)?.[1] ?? 0) * 1024;
  const machineBytes = totalmem();
  const allowedBytes = process.constrainedMemory() || machineBytes;
  const totalBytes = Math.min(machineBytes, allowedBytes);
  const usedBytes = text ? Math.min(totalBytes, machineBytes - kibibytes("MemAvailable")) : 0;
  return { totalBytes, usedBytes };
}
