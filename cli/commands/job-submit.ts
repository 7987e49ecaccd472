import path from "node:path";
import { z } from "zod";
import type { Call, Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { consoleUrl } from "@/cli/find";
import { followJob } from "@/cli/follow-job";
import { beside, readText, readYaml } from "@/cli/job-file";
import { Refusal } from "@/cli/refusal";
import { type CreateJobInput, createJobInput, type JobView } from "@/lib/jobs/job";

/** What a job file says more conveniently than REST, and which field it becomes. */
const conveniences = {
  script: "code",
  cpu: "cpuMilli",
  memory: "memoryBytes",
  sharedMemory: "sharedMemoryBytes",
  dataset: "inputs",
} as const;

export const jobSubmit: Command = {
  name: "job submit",
  takes: "FILE",
  says: "job.submit.says",
  options: {
    follow: { type: "boolean", short: "f", says: "job.submit.follow" },
    name: { type: "string", value: "TEXT", says: "job.submit.name" },
    set: { type: "string", short: "s", multiple: true, value: "NAME=VALUE", says: "job.submit.set" },
  },
  async run(call) {
    const file = call.positionals[0] ?? "";
    const { id: projectId, slug: project } = await call.project();
    const input = readJobFile(file, projectId, call);
    const name = typeof call.options["name"] === "string" ? call.options["name"] : input.name;
    const job = await call.api().post<JobView>("jobs", { ...input, name, parameters: { ...input.parameters, ...changedParameters(call) } });
    const said = call.words("job.submit.done", { slug: job.slug, url: consoleUrl(call, project, "jobs", job.slug) });
    if (!call.options["follow"]) {
      call.terminal.result(job, [said]);
      return exitCodes.ok;
    }
    call.terminal.remark(said);
    return followJob(call, job);
  },
};

/** Reads a job file; the project stands on the command line, so it is left out of the file. */
export function readJobFile(file: string, projectId: string, { words, locale }: Pick<Call, "words" | "locale">): CreateJobInput {
  const shape = createJobInput.extend({ projectId: z.literal(projectId).default(projectId) });
  return readYaml(file, shape, (raw) => complete(file, raw as Record<string, unknown>, words), { words, locale }, conveniences);
}

function complete(
  file: string,
  { script, cpu, memory, sharedMemory, dataset, ...rest }: Record<string, unknown>,
  words: Call["words"],
): object {
  if (script !== undefined && rest["code"] !== undefined)
    throw new Refusal(exitCodes.refused, `${file}: ${words("job.submit.scriptTwice")}`);
  return {
    ...rest,
    ...(typeof script === "string" && { code: { fileName: path.basename(script), text: readText(beside(file, script), words) } }),
    ...(cpu !== undefined && { cpuMilli: typeof cpu === "number" ? Math.round(cpu * 1000) : cpu }),
    ...(memory !== undefined && { memoryBytes: bytesOf(memory) }),
    ...(sharedMemory !== undefined && { sharedMemoryBytes: bytesOf(sharedMemory) }),
    ...(typeof dataset === "string" && rest["inputs"] === undefined && { inputs: [inputOf(dataset)] }),
  };
}

/** `digits@3` → version 3 of digits. */
function inputOf(text: string): object {
  const [, dataset = text, version] = /^(.*)@v?(\d+)$/.exec(text) ?? [];
  return { dataset, ...(version !== undefined && { version: Number(version) }) };
}

const units: Readonly<Record<string, number>> = { "": 1, M: 2 ** 20, Mi: 2 ** 20, G: 2 ** 30, Gi: 2 ** 30, T: 2 ** 40, Ti: 2 ** 40 };

/** `4 GiB`, `4G` or bytes; anything else goes on as it is, to be refused by the shape. */
function bytesOf(memory: unknown): unknown {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*([MGT]?i?)B?$/.exec(String(memory)) ?? [];
  const factor = units[unit];
  return amount === undefined || factor === undefined ? memory : Math.round(Number(amount) * factor);
}

function changedParameters({ options, words }: Call): Record<string, string> {
  const given = Array.isArray(options["set"]) ? (options["set"] as readonly string[]) : [];
  return Object.fromEntries(
    given.map((pair) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (name === undefined || value === undefined) throw new Refusal(exitCodes.usage, words("job.submit.badSet", { given: pair }));
      return [name, value];
    }),
  );
}
