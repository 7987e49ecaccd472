import { acceleratorsOf, type TypedAccelerators, typedOf } from "@/components/cluster/accelerator-choices";
import type { JobView } from "@/lib/jobs/job";

/** A job's form as it is typed: every value as text, so that nothing typed is ever lost by reading it. */
export interface JobDraft {
  readonly name: string;
  readonly environment: string;
  readonly fileName: string;
  readonly code: string;
  /** Empty: `python <file>`. */
  readonly command: string;
  readonly inputs: readonly DraftInput[];
  readonly volumes: readonly DraftVolume[];
  readonly parameters: readonly DraftParameter[];
  /** Cores. */
  readonly cpu: string;
  /** GiB. */
  readonly memory: string;
  /** How many of each type. */
  readonly accelerators: TypedAccelerators;
  /** GiB; empty: as much as the backend gives. */
  readonly sharedMemory: string;
  /** Minutes; empty: no limit. */
  readonly maxRun: string;
  readonly attempts: string;
}

export interface DraftInput {
  readonly key: string;
  readonly dataset: string;
  /** Empty: the newest. */
  readonly version: string;
  readonly target: string;
}

export interface DraftVolume {
  readonly key: string;
  readonly volume: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface DraftParameter {
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

export const emptyDraft: JobDraft = {
  name: "",
  environment: "",
  fileName: "train.py",
  code: "",
  command: "",
  inputs: [],
  volumes: [],
  parameters: [],
  cpu: "1",
  memory: "2",
  accelerators: {},
  sharedMemory: "",
  maxRun: "",
  attempts: "1",
};

const gib = 2 ** 30;

/** A draft to change of a job that was submitted. */
export function draftOf(job: JobView): JobDraft {
  const isOwnCommand = job.command.length === 2 && job.command[0] === "python" && job.command[1] === job.code.fileName;
  return {
    name: job.name,
    environment: job.environment.slug,
    fileName: job.code.fileName,
    code: job.code.text,
    command: isOwnCommand ? "" : joinWords(job.command),
    inputs: job.inputs.map(({ slug, number, target }) => ({ key: target, dataset: slug, version: String(number), target })),
    volumes: job.volumes.map(({ name, target, readOnly }) => ({ key: target, volume: name, target, readOnly })),
    parameters: Object.entries(job.parameters).map(([name, value]) => ({ key: name, name, value })),
    cpu: String(job.cpuMilli / 1000),
    memory: gibOf(job.memoryBytes),
    accelerators: typedOf(job.accelerators),
    sharedMemory: job.sharedMemoryBytes === null ? "" : gibOf(job.sharedMemoryBytes),
    maxRun: job.maxRunSeconds === null ? "" : String(job.maxRunSeconds / 60),
    attempts: String(job.maxAttempts),
  };
}

/** What the draft asks for, as the verb takes it. What is not a number is handed on as such, and refused beside its field. */
export function inputOf(draft: JobDraft, projectId: string, clonedFrom: string | null) {
  const command = splitWords(draft.command);
  return {
    projectId,
    name: draft.name,
    environment: draft.environment,
    code: { kind: "inline" as const, fileName: draft.fileName, text: draft.code },
    ...(command.length > 0 && { command }),
    inputs: draft.inputs
      .filter(({ dataset }) => dataset !== "")
      .map(({ dataset, version, target }) => ({
        dataset,
        ...(version !== "" && { version: Number(version) }),
        ...(target.trim() !== "" && { target: target.trim() }),
      })),
    volumes: draft.volumes
      .filter(({ volume }) => volume !== "")
      .map(({ volume, target, readOnly }) => ({ volume, readOnly, ...(target.trim() !== "" && { target: target.trim() }) })),
    parameters: Object.fromEntries(
      draft.parameters.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value]),
    ),
    cpuMilli: amount(draft.cpu, 1000),
    memoryBytes: amount(draft.memory, gib),
    accelerators: acceleratorsOf(draft.accelerators),
    sharedMemoryBytes: draft.sharedMemory.trim() === "" ? null : amount(draft.sharedMemory, gib),
    maxRunSeconds: draft.maxRun.trim() === "" ? null : amount(draft.maxRun, 60),
    maxAttempts: amount(draft.attempts, 1),
    clonedFrom,
  };
}

function gibOf(bytes: number): string {
  return String(Math.round((bytes / gib) * 1000) / 1000);
}

/** A number as people type it, full-width digits and a comma for the point included, times its unit. */
export function amount(text: string, unit: number): number {
  const plain = text.normalize("NFKC").trim().replace(",", ".");
  return plain === "" ? Number.NaN : Math.round(Number(plain) * unit);
}

/** Words of a command line: quotes hold blanks together. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:"((?:\\.|[^"\\])*)"|'([^']*)'|[^\s"']+)+/g)].map(([word]) =>
    word.replace(
      /"((?:\\.|[^"\\])*)"|'([^']*)'/g,
      (_, double?: string, single?: string) => double?.replace(/\\(.)/g, "$1") ?? single ?? "",
    ),
  );
}

function joinWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, "\\$&")}"`)).join(" ");
}

/** Names of fields that differ: what a clone has changed. */
export function changedFields(draft: JobDraft, original: JobDraft): number {
  const plain = ({ inputs, volumes, parameters, ...rest }: JobDraft) => ({
    ...rest,
    accelerators: JSON.stringify(acceleratorsOf(rest.accelerators ?? {})),
    inputs: JSON.stringify(inputs.map(({ dataset, version, target }) => [dataset, version, target])),
    volumes: JSON.stringify(volumes.map(({ volume, target, readOnly }) => [volume, target, readOnly])),
    parameters: JSON.stringify(parameters.map(({ name, value }) => [name, value])),
  });
  const [one, other] = [plain(draft), plain(original)];
  return (Object.keys(one) as (keyof typeof one)[]).filter((key) => one[key] !== other[key]).length;
}
