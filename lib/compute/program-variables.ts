import type { Role } from "@/lib/compute/workload";

/** Where a program finds what is its own. */
export interface ProgramFolders {
  readonly home: string;
  readonly outputs: string;
  readonly metrics: string;
  readonly inputs: readonly string[];
}

/** What every program is told, whatever runs it. */
export function programVariables({ resources }: Role, { home, outputs, metrics, inputs }: ProgramFolders): Record<string, string> {
  const threads = String(Math.max(1, Math.ceil(resources.cpuMilli / 1000)));
  return {
    HOME: home,
    USER: "job",
    LOGNAME: "job",
    PYTHONUNBUFFERED: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    OMP_NUM_THREADS: threads,
    MKL_NUM_THREADS: threads,
    OPENBLAS_NUM_THREADS: threads,
    CAIRN_OUTPUT_DIR: outputs,
    CAIRN_METRICS_FILE: metrics,
    ...(inputs[0] ? { CAIRN_DATA_DIR: inputs[0] } : {}),
    ...Object.fromEntries(inputs.map((folder, at) => [`CAIRN_INPUT_${at}`, folder])),
  };
}
