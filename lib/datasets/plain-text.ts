import { z } from "zod";

/** Text as a database keeps it: at most so many characters, and no NUL. */
export function plainText(max: number) {
  return z
    .string()
    .max(max)
    .refine((text) => !text.includes("\0"));
}
