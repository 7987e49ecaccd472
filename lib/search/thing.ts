import { z } from "zod";
import { statuses } from "@/db/values";

export const thingKinds = ["dataset", "environment", "job", "model", "endpoint"] as const;

export const thingView = z
  .object({
    kind: z.enum(thingKinds),
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    /** Where the thing has one. */
    status: z.enum(statuses).nullable(),
  })
  .meta({ id: "Thing", description: "Something of a project, as the command palette lists it." });
export type ThingView = z.output<typeof thingView>;

export const searchThingsInput = z.object({
  projectId: z.uuid(),
  text: z.string().max(100).default("").meta({ description: "Part of a name or address; the newest things when empty." }),
});
export type SearchThingsInput = z.output<typeof searchThingsInput>;
