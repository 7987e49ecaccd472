import { z } from "zod";
import type { Message } from "@/lib/errors";

/** A sentence as programs get it: the catalogue's key and its values; people read it in their language. */
export const messageView = z
  .object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional() })
  .meta({
    id: "Message",
    description: "A sentence of the catalogue by its key, with the values that fill it.",
  }) as unknown as z.ZodType<Message>;
