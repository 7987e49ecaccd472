import { usualSharedMemory } from "@/lib/compute/shared-memory";
import type { JobView } from "@/lib/jobs/job";
import { codeFolder, outputsFolder, parameterArguments, parameterVariables } from "@/lib/jobs/job-folders";

type Runnable = Pick<
  JobView,
  "code" | "command" | "parameters" | "variables" | "inputs" | "volumes" | "cpuMilli" | "memoryBytes" | "accelerators" | "sharedMemoryBytes"
>;

/**
 * The command that runs a job's program in its image on one's own machine, in a folder that holds the script, each dataset and shared volume by its address,
 * and a folder for outputs. What the cluster's pod has, it has too, but for the metrics, which stay among the outputs.
 */
export function dockerLine(job: Runnable, image: string): string {
  const variables: Readonly<Record<string, string>> = {
    CAIRN_OUTPUT_DIR: outputsFolder,
    CAIRN_METRICS_FILE: `${outputsFolder}/metrics.jsonl`,
    ...(job.inputs[0] && { CAIRN_DATA_DIR: job.inputs[0].target }),
    ...Object.fromEntries(job.inputs.map(({ target }, at) => [`CAIRN_INPUT_${at}`, target])),
    ...job.variables,
    ...parameterVariables(job.parameters),
  };
  const shared = job.sharedMemoryBytes ?? usualSharedMemory(job.memoryBytes);
  const nvidia = job.accelerators["nvidia.com/gpu"];
  return [
    "docker run --rm",
    `--cpus ${job.cpuMilli / 1000} --memory ${job.memoryBytes} --shm-size ${shared}`,
    ...(nvidia === undefined ? [] : [`--gpus ${nvidia}`]),
    mount(job.code.fileName, `${codeFolder}/${job.code.fileName}:ro`),
    ...job.inputs.map(({ slug, target }) => mount(slug, `${target}:ro`)),
    ...job.volumes.map(({ name, target, readOnly }) => mount(name, readOnly ? `${target}:ro` : target)),
    mount("outputs", outputsFolder),
    `-w ${codeFolder}`,
    ...Object.entries(variables).map(([name, value]) => `-e ${quoted(`${name}=${value}`)}`),
    [image, ...job.command, ...parameterArguments(job.parameters)].map(quoted).join(" "),
  ].join(" \\\n  ");
}

function mount(here: string, there: string): string {
  return `-v "$PWD"/${quoted(`${here}:${there}`)}`;
}

/** One word of a shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
