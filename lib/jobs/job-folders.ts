import type { JobSpec } from "@/db/schema/train";

/** Where a job finds its script and works. */
export const codeFolder = "/work";
export const outputsFolder = "/outputs";

/** `{lr: "0.1"}` → `--lr 0.1`. */
export function parameterArguments(parameters: JobSpec["parameters"]): readonly string[] {
  return Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, value]);
}

export function parameterVariables(parameters: JobSpec["parameters"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`CAIRN_PARAM_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`, value]),
  );
}
