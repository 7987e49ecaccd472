import { z } from "zod";

export const absolute = z
  .string()
  .regex(/^\/[^\0]*$/)
  .max(4096);

/** What is said of any program that is started apart from Cairn. */
export const programShape = {
  argv: z.array(z.string().max(131_072)).min(1).max(4096),
  cwd: absolute,
  env: z.record(z.string(), z.string()),
  view: z.enum(["private", "plain"]),
};

/** What a shim is told about one replica. Written by this process, checked once more by the launcher, read by `shim.py`. */
export const runSpec = z.strictObject({
  ...programShape,
  tenantUid: z.int(),
  /** Name of the control group. */
  group: z.string().regex(/^[A-Za-z0-9._-]{1,200}$/),
  binds: z.array(z.strictObject({ source: absolute, target: absolute, readOnly: z.boolean() })),
  hidden: z.array(absolute),
  devices: z.array(z.string().regex(/^\/dev\/[A-Za-z0-9._/-]{1,100}$/)),
  /** Folders that become the tenant's. */
  owned: z.array(absolute),
  metricsFile: absolute.nullable(),
  socketFolder: absolute.nullable(),
  limits: z.strictObject({
    cpuMilli: z.int().positive(),
    memoryBytes: z.int().positive(),
    pids: z.int().positive(),
    maxRunSeconds: z.number().positive().nullable(),
    graceSeconds: z.number().nonnegative(),
    rlimits: z.partialRecord(z.enum(["CORE", "NOFILE", "NPROC"]), z.int().nonnegative()),
  }),
  log: z.strictObject({ segmentBytes: z.int().positive(), segments: z.int().positive() }),
});

export type RunSpec = z.infer<typeof runSpec>;
export type Bind = RunSpec["binds"][number];
