import { z } from "zod";

/** The shape of a list's page, for the API's description: items, and the marker of the next page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int().optional() });
}
