import { z } from "zod";

/** Datatypes of the Open Inference Protocol. */
export const datatypes = [
  "BOOL",
  "UINT8",
  "UINT16",
  "UINT32",
  "UINT64",
  "INT8",
  "INT16",
  "INT32",
  "INT64",
  "FP16",
  "BF16",
  "FP32",
  "FP64",
  "BYTES",
] as const;

export const tensorSpec = z.object({
  name: z.string().min(1).max(200),
  datatype: z.enum(datatypes),
  shape: z.array(z.number().int().min(-1)).max(8).meta({ description: "-1 is a free dimension." }),
});
export type TensorSpec = z.output<typeof tensorSpec>;

/** What a model takes and gives: `model.json` beside the model's file, read as data. */
export const modelSignature = z
  .object({
    inputs: z.array(tensorSpec).max(1_000),
    outputs: z.array(tensorSpec).max(1_000).default([]),
    classes: z
      .array(z.union([z.string(), z.number()]).transform(String))
      .max(10_000)
      .optional(),
    playground: z.enum(["digit", "json"]).optional().meta({ description: "How the console may ask: digit draws on an 8 × 8 canvas." }),
  })
  .meta({ id: "ModelSignature" });
export type ModelSignature = z.output<typeof modelSignature>;

/** Why a text is no signature, in words for its author; else the signature. */
export function parseSignature(text: string): { readonly signature: ModelSignature } | { readonly problem: string } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "not JSON" };
  }
  const parsed = modelSignature.safeParse(given);
  if (parsed.success) return { signature: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` };
}
