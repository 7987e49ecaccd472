import { z } from "zod";
import { endpointStatuses, jobStatuses } from "@/db/values";

const thing = { id: z.uuid(), slug: z.string(), name: z.string() };

/** What was made of a version: jobs that read it, models of those jobs, endpoints that serve those models. */
export const versionUsersView = z
  .object({
    jobs: z.array(z.object({ ...thing, status: z.enum(jobStatuses) })),
    models: z.array(z.object({ ...thing, number: z.number().int() })),
    endpoints: z.array(z.object({ ...thing, status: z.enum(endpointStatuses) })),
  })
  .meta({ id: "DatasetVersionUsers" });
export type VersionUsers = z.output<typeof versionUsersView>;
