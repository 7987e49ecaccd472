import { z } from "zod";

/** One accelerator: what programs call it by, and its type as a person asks for it. */
export interface AcceleratorDevice {
  readonly vendor: "nvidia" | "ascend" | "amd";
  readonly id: string;
  readonly type: string;
  readonly memoryBytes?: number;
}

/** `GPU-…, NVIDIA L40S, 46068`: memory in MiB, `[N/A]` where unknown. */
export function parseNvidia(text: string): AcceleratorDevice[] {
  return text.split("\n").flatMap((line) => {
    const [id, name, mebibytes] = line.split(",").map((cell) => cell.trim());
    if (!id?.startsWith("GPU-") || !name) return [];
    return [device("nvidia", id, name, Number(mebibytes) * 2 ** 20)];
  });
}

/** The table of `npu-smi info`: `| 0     910B3   | OK  …`, then its chips. Counts one device a row that names a model. */
export function parseAscend(text: string): AcceleratorDevice[] {
  return text.split("\n").flatMap((line) => {
    const found = /^\|\s*(\d+)\s+(\d{3}\w*)\s*\|/.exec(line);
    return found?.[1] && found[2] ? [device("ascend", `npu-${found[1]}`, `Ascend ${found[2]}`, Number.NaN)] : [];
  });
}

const amdCards = z.record(z.string(), z.record(z.string(), z.string()));

/** `{"card0": {"Card Series": "…", "VRAM Total Memory (B)": "…"}}`. */
export function parseAmd(text: string): AcceleratorDevice[] {
  const parsed = amdCards.safeParse(parseJson(text));
  if (!parsed.success) return [];
  return Object.entries(parsed.data).flatMap(([card, facts]) => {
    const index = /^card(\d+)$/.exec(card)?.[1];
    if (index === undefined) return [];
    const name = facts["Card Series"] ?? facts["Card series"] ?? "AMD GPU";
    return [device("amd", index, name, Number(facts["VRAM Total Memory (B)"]))];
  });
}

function device(vendor: AcceleratorDevice["vendor"], id: string, name: string, memoryBytes: number): AcceleratorDevice {
  const type = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return { vendor, id, type, ...(Number.isFinite(memoryBytes) && memoryBytes > 0 ? { memoryBytes } : {}) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
