import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { ReplicaState } from "@/lib/compute/local/replica-files";

const ticksPerSecond = 100;
const pageBytes = 4096;

/** What a living replica has used so far: from its control group where there is one, else from its processes. */
export async function usageOfReplica(state: ReplicaState): Promise<{ cpuSeconds: number; peakMemoryBytes: number } | undefined> {
  const { cpu, cpuacct, memory } = state.groups;
  if (memory && (cpu || cpuacct)) {
    const cpuSeconds = cpuacct
      ? (await number(path.join(cpuacct, "cpuacct.usage"))) / 1e9
      : (await keyed(path.join(cpu ?? "", "cpu.stat"), "usage_usec")) / 1e6;
    const peakMemoryBytes = Math.max(
      await number(path.join(memory, "memory.peak")),
      await number(path.join(memory, "memory.max_usage_in_bytes")),
    );
    return { cpuSeconds, peakMemoryBytes };
  }
  return usageOfTree(state.pid);
}

/** Ended processes are counted in the parent that waited for them; memory is what is held now. */
async function usageOfTree(pid: number): Promise<{ cpuSeconds: number; peakMemoryBytes: number } | undefined> {
  let ticks = 0;
  let pages = 0;
  const waiting = [pid];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const stat = await readFile(`/proc/${each}/stat`, "utf8").catch(() => "");
    if (!stat) continue;
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    ticks += (fields[11] ?? 0) + (fields[12] ?? 0) + (fields[13] ?? 0) + (fields[14] ?? 0);
    pages += fields[21] ?? 0;
    waiting.push(...(await childrenOf(each)));
  }
  return ticks === 0 && pages === 0 ? undefined : { cpuSeconds: ticks / ticksPerSecond, peakMemoryBytes: pages * pageBytes };
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => "")));
  return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
}

async function number(file: string): Promise<number> {
  return Number(await readFile(file, "utf8").catch(() => "0")) || 0;
}

async function keyed(file: string, key: string): Promise<number> {
  const text = await readFile(file, "utf8").catch(() => "");
  return Number(new RegExp(`^${key} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}
