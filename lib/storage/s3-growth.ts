import { z } from "zod";
import { MissingObject } from "@/lib/storage/object-store";
import type { Part, PartWriter } from "@/lib/storage/part-writer";

/**
 * How far an object has grown: the parts of a multipart upload, and behind them a tail that is too short for a part and lies in an object of its
 * own. `older` is the tail of the state before this one: it goes once this state is surely kept. `isWhole`: it came in one piece and lies
 * under its key already.
 */
export const growthState = z.strictObject({
  uploadId: z.string().optional(),
  parts: z.array(z.strictObject({ etag: z.string(), size: z.int() })).default([]),
  tail: z.strictObject({ name: z.string(), size: z.int() }).optional(),
  older: z.string().optional(),
  isWhole: z.boolean().optional(),
});
export type Grown = z.output<typeof growthState>;

export const unfinished = ".unfinished/";

/** One name of an object for the folder of its tails. */
export function flat(key: string): string {
  return key.replaceAll("/", "-");
}

/** What of a growth lies before an offset. A cut inside of a part is not possible: its bytes cannot be read back before the end. */
export function cutAt(key: string, grown: Grown, offset: number): Grown {
  if (grown.isWhole && offset > 0) throw new MissingObject(key);
  let size = 0;
  const parts = grown.parts.filter((part) => {
    if (size + part.size > offset) return false;
    size += part.size;
    return true;
  });
  const left = offset - size;
  if (left === 0) return { ...grown, parts, isWhole: undefined, tail: undefined, older: grown.tail?.name ?? grown.older };
  const isInTail = parts.length === grown.parts.length && grown.tail !== undefined && left <= grown.tail.size;
  if (!isInTail || grown.tail === undefined) throw new MissingObject(key);
  return { ...grown, parts, tail: { ...grown.tail, size: left } };
}

/** Hands a source to the writer until it ends or breaks; what the store refuses is thrown, what breaks the source is returned. */
export async function fill(writer: PartWriter, source: AsyncIterable<Uint8Array>, refused: () => unknown) {
  let broken: Error | undefined;
  try {
    for await (const bytes of source) await writer.take(bytes);
  } catch (error) {
    const refusal = refused();
    if (refusal) throw refusal;
    broken = error instanceof Error ? error : new Error(String(error));
  }
  return { broken, ...(await writer.settle()) };
}

/** The last part may be as short as it likes. */
export async function withRest(
  parts: readonly Part[],
  rest: Buffer,
  send: (number: number, bytes: Buffer) => Promise<Part>,
): Promise<readonly Part[]> {
  return rest.length === 0 ? parts : [...parts, await send(parts.length + 1, rest)];
}

export function sum(parts: readonly Part[]): number {
  return parts.reduce((total, { size }) => total + size, 0);
}
