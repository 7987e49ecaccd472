import { z } from "zod";
import { buildStatuses, jobStatuses, statuses } from "@/db/values";
import { pageQuery } from "@/lib/http/page";
import { isMountTarget } from "@/lib/jobs/mount-target";
import { messageView } from "@/lib/message-view";
import { acceleratorsInput } from "@/lib/scheduling/accelerators";
import { isSlug } from "@/lib/slug";
import { timelineEntryView } from "@/lib/timeline/timeline-entry";

export const longestCode = 512 * 1024;

const name = z.string().trim().min(1).max(80);
const fileName = z
  .string()
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,99}$/u)
  .meta({ description: "Name of the script within the working folder." });
const parameterName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/);
const parameterValue = z.union([z.string().max(4000), z.number(), z.boolean()]).transform(String);
const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
  .refine((text) => !text.startsWith("CAIRN_"), { params: { key: "jobs.refused.variable" } });

const codeInput = z.object({
  kind: z.literal("inline").default("inline"),
  fileName: fileName.default("train.py"),
  text: z.string().min(1).max(longestCode),
});

export const jobInputInput = z.object({
  dataset: z.string().min(1).max(100).meta({ description: "Address or id of a dataset." }),
  version: z.number().int().min(1).optional().meta({ description: "The newest one when left out." }),
  target: z
    .string()
    .max(200)
    .refine(isMountTarget, { params: { key: "jobs.refused.target" } })
    .optional()
    .meta({ description: "Where the job finds the files, read-only; /data for the first one." }),
});

export const jobVolumeInput = z.object({
  volume: z.string().min(1).max(100).meta({ description: "Name or id of a shared volume that the project may mount." }),
  target: z
    .string()
    .max(200)
    .refine(isMountTarget, { params: { key: "jobs.refused.target" } })
    .optional()
    .meta({ description: "Where the job finds it; /mnt/<name> when left out." }),
  readOnly: z.boolean().optional().meta({ description: "Whether the job only reads it; as the volume is when left out." }),
});

export const createJobInput = z
  .object({
    projectId: z.uuid(),
    name,
    slug: z
      .string()
      .refine(isSlug, { params: { key: "errors.slug.characters", suggestion: "my-job" } })
      .optional()
      .meta({ description: "Last part of its address; made of the name when left out." }),
    code: codeInput,
    command: z
      .array(z.string().min(1).max(4000))
      .min(1)
      .max(100)
      .optional()
      .meta({ description: "Program and arguments, in the folder of the script; `python <script>` when left out." }),
    parameters: z
      .record(parameterName, parameterValue)
      .default({})
      .meta({ description: "Each becomes `--name value` behind the command, and the variable CAIRN_PARAM_NAME." }),
    variables: z.record(variableName, z.string().max(8000)).default({}),
    environment: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: "Address or id of an environment (its newest version), or id of a version." }),
    inputs: z.array(jobInputInput).max(20).default([]),
    volumes: z.array(jobVolumeInput).max(20).default([]).meta({ description: "Shared volumes; only where jobs run on a cluster." }),
    cpuMilli: z.number().int().min(100).max(1_000_000).default(1000).meta({ description: "Thousandths of a core." }),
    memoryBytes: z
      .number()
      .int()
      .min(64 * 2 ** 20)
      .max(2 ** 46)
      .default(2 * 2 ** 30),
    accelerators: acceleratorsInput.default({}),
    sharedMemoryBytes: z
      .number()
      .int()
      .min(2 ** 20)
      .max(2 ** 46)
      .nullable()
      .default(null)
      .meta({ description: "Size of /dev/shm on a cluster, within the memory; half of it when left out." }),
    maxRunSeconds: z.number().int().min(1).max(31_536_000).nullable().default(null),
    maxAttempts: z
      .number()
      .int()
      .min(1)
      .max(10)
      .default(1)
      .meta({ description: "How often it is tried when it fails for a reason that may pass." }),
    priority: z.number().int().min(-100).max(100).default(0),
    clonedFrom: z.uuid().nullable().default(null),
  })
  .meta({ id: "JobInput" });
export type CreateJobInput = z.output<typeof createJobInput>;

export const updateJobInput = z
  .object({ name: name.optional(), priority: z.number().int().min(-100).max(100).optional() })
  .meta({ id: "JobChange" });
export type UpdateJobInput = z.output<typeof updateJobInput>;

/** What may differ in a clone; the rest is as in the original. */
export const cloneJobInput = createJobInput
  .omit({ projectId: true, clonedFrom: true, code: true })
  .extend({ code: codeInput })
  .partial()
  .meta({ id: "JobClone" });
export type CloneJobInput = z.output<typeof cloneJobInput>;

export const jobSorts = ["-queued", "queued", "name", "-name", "-ended", "-duration"] as const;

export const listJobsQuery = pageQuery.extend({
  projectId: z.uuid().optional().meta({ description: "Jobs of one project; else of all that one may read." }),
  search: z.string().trim().max(100).optional().meta({ description: "Part of the name or address." }),
  status: z
    .string()
    .regex(/^[a-z]+(,[a-z]+)*$/)
    .transform((text) =>
      text.split(",").filter((word): word is (typeof jobStatuses)[number] => (jobStatuses as readonly string[]).includes(word)),
    )
    .optional()
    .meta({ description: "One or more statuses, commas between." }),
  createdBy: z.uuid().optional(),
  datasetId: z.uuid().optional().meta({ description: "Jobs that read any version of it." }),
  environmentId: z.uuid().optional(),
  since: z.iso.datetime().optional().meta({ description: "Submitted after." }),
  sort: z.enum(jobSorts).default("-queued"),
});
export type ListJobsQuery = Partial<z.output<typeof listJobsQuery>>;

const person = z.object({ id: z.uuid(), name: z.string() });

export const attemptView = z
  .object({
    id: z.uuid(),
    jobId: z.uuid(),
    number: z.number().int(),
    status: z.enum(jobStatuses),
    runId: z.uuid(),
    compute: z.string().nullable(),
    node: z.string().nullable(),
    message: messageView.nullable(),
    exitCode: z.number().int().nullable(),
    exitSignal: z.string().nullable(),
    cpuSeconds: z.number().nullable(),
    peakMemoryBytes: z.number().nullable(),
    outputBytes: z.number().nullable(),
    outputCount: z.number().int(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Attempt", description: "One try of a job." });
export type AttemptView = z.output<typeof attemptView>;

export const jobView = z
  .object({
    id: z.uuid(),
    projectId: z.uuid(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(statuses).meta({ description: "`unschedulable` is said of what is queued and can never start as asked." }),
    message: messageView.nullable().meta({ description: "Why it waits, or how it ended." }),
    code: z.object({ kind: z.literal("inline"), fileName: z.string(), text: z.string() }),
    command: z.array(z.string()),
    parameters: z.record(z.string(), z.string()),
    variables: z.record(z.string(), z.string()),
    environment: z.object({
      id: z.uuid(),
      versionId: z.uuid(),
      number: z.number().int(),
      slug: z.string(),
      name: z.string(),
      status: z.enum(buildStatuses),
      image: z.string().nullable().meta({ description: "The image that it is, pinned where that is known; null for packages." }),
    }),
    inputs: z.array(
      z.object({
        datasetId: z.uuid(),
        slug: z.string(),
        name: z.string(),
        versionId: z.uuid(),
        number: z.number().int(),
        totalBytes: z.number(),
        target: z.string(),
      }),
    ),
    volumes: z.array(z.object({ volumeId: z.uuid(), name: z.string(), target: z.string(), readOnly: z.boolean() })),
    cpuMilli: z.number().int(),
    memoryBytes: z.number().int(),
    accelerators: z.record(z.string(), z.number().int()),
    sharedMemoryBytes: z.number().int().nullable(),
    maxRunSeconds: z.number().int().nullable(),
    maxAttempts: z.number().int(),
    priority: z.number().int(),
    attempt: attemptView.meta({ description: "The newest attempt." }),
    attempts: z.array(attemptView),
    timeline: z.array(timelineEntryView),
    models: z
      .array(z.object({ slug: z.string(), name: z.string(), number: z.number().int() }))
      .meta({ description: "What was registered from its outputs." }),
    createdBy: person,
    stoppedBy: person.nullable(),
    clonedFrom: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }).nullable(),
    queuedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    version: z.number().int(),
  })
  .meta({ id: "Job", description: "Code, environment, data and resources, and what became of them." });
export type JobView = z.output<typeof jobView>;

export const jobItemView = z
  .object({
    id: z.uuid(),
    projectId: z.uuid(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(statuses),
    message: messageView.nullable(),
    attemptId: z.uuid(),
    attempt: z.number().int(),
    cpuMilli: z.number().int(),
    memoryBytes: z.number().int(),
    maxRunSeconds: z.number().int().nullable(),
    environmentName: z.string(),
    timeline: z.array(timelineEntryView),
    createdBy: person,
    queuedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    version: z.number().int(),
  })
  .meta({ id: "JobItem", description: "A job as lists show it." });
export type JobItemView = z.output<typeof jobItemView>;

export const outputView = z
  .object({
    path: z.string(),
    size: z.number().int(),
    sha256: z.string(),
    modifiedAt: z.iso.datetime(),
  })
  .meta({ id: "Output", description: "A file that a job left." });
export type OutputView = z.output<typeof outputView>;

const neverKeys = new Set(["timeline.neverFits", "scheduling.neverCpu", "scheduling.neverMemory", "scheduling.neverAccelerator"]);

/** The status as it is shown: what is queued and can never start says so. */
export function shownStatus(job: {
  readonly status: (typeof jobStatuses)[number];
  readonly message: { readonly key: string } | null;
}): JobView["status"] {
  return job.status === "queued" && job.message && neverKeys.has(job.message.key) ? "unschedulable" : job.status;
}
