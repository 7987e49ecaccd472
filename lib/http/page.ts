import { z } from "zod";
import { AppError } from "@/lib/errors";

/** A page of a list and the marker of the next one; null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** What every list takes. */
export const pageQuery = z.object({
  cursor: z.string().max(500).optional().meta({ description: "Opaque marker from nextCursor of the page before." }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** An opaque marker: the sort values of the last row shown. */
export function toCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** Reads a marker back; throws `invalid` when it was not made here or has another shape. */
export function fromCursor<S extends z.ZodType>(cursor: string, shape: S): z.output<S> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (error) {
    throw new AppError("invalid", "errors.cursor", {}, { cause: error });
  }
}
