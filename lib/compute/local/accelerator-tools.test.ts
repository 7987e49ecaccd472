import { expect, test } from "vitest";
import { parseAmd, parseAscend, parseNvidia } from "@/lib/compute/local/accelerator-tools";

test("NVIDIA devices are known by UUID, with memory where it is told", () => {
  expect(parseNvidia("GPU-1a, NVIDIA L40S, 46068\nGPU-2b, NVIDIA L40S, [N/A]\nNo devices were found\n")).toEqual([
    { vendor: "nvidia", id: "GPU-1a", type: "nvidia-l40s", memoryBytes: 46_068 * 2 ** 20 },
    { vendor: "nvidia", id: "GPU-2b", type: "nvidia-l40s" },
  ]);
});

test("Ascend devices are the rows that name a model", () => {
  const table = "| NPU   Name    | Health |\n| 0     910B3   | OK     |\n| 0             | 0000:C1:00.0 |\n| 1     910B3   | OK     |\n";
  expect(parseAscend(table).map(({ id, type }) => [id, type])).toEqual([
    ["npu-0", "ascend-910b3"],
    ["npu-1", "ascend-910b3"],
  ]);
});

test("AMD devices are the cards of the JSON", () => {
  const text = JSON.stringify({
    card0: { "Card Series": "Instinct MI300X", "VRAM Total Memory (B)": "1024" },
    system: { "Driver version": "6" },
  });
  expect(parseAmd(text)).toEqual([{ vendor: "amd", id: "0", type: "instinct-mi300x", memoryBytes: 1024 }]);
});

test("a tool that is not there, or says anything else, finds nothing", () => {
  for (const parse of [parseNvidia, parseAscend, parseAmd])
    for (const text of ["", "{", "[]", "null", "error"]) expect(parse(text)).toEqual([]);
});
