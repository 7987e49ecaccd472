import type { ModelSignature, TensorSpec } from "@/lib/models/signature";

/** What the playground needs of a tensor. */
export type Spec = Pick<TensorSpec, "name" | "datatype" | "shape">;

/** A type and no interface: it has to pass where any further members are allowed. */
export type InferRequest = {
  readonly inputs: {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
    readonly data: readonly unknown[];
  }[];
};

/** Whether one digit of 8 × 8 can be asked about: the model says so, or takes exactly 64 numbers. */
export function takesDigit(signature: Pick<ModelSignature, "playground"> | null, inputs: readonly Spec[]): boolean {
  if (signature?.playground !== undefined) return signature.playground === "digit";
  const [input] = inputs;
  return inputs.length === 1 && input !== undefined && input.datatype !== "BYTES" && sizeOf(input) === 64;
}

/** One image as a request of one row, in the shape that the model wants. */
export function digitRequest(inputs: readonly Spec[], image: readonly number[]): InferRequest {
  const [input] = inputs;
  const shape = input && sizeOf(input) === 64 ? input.shape.map((size) => (size === -1 ? 1 : size)) : [1, 64];
  return { inputs: [{ name: input?.name ?? "input", datatype: input?.datatype ?? "FP64", shape, data: image }] };
}

/** A request of one row of zeros (or empty words) to begin with. */
export function exampleRequest(inputs: readonly Spec[]): InferRequest {
  const specs = inputs.length > 0 ? inputs : [{ name: "input", datatype: "FP64", shape: [1, 1] }];
  return {
    inputs: specs.map(({ name, datatype, shape }) => {
      const sizes = shape.map((size) => (size === -1 ? 1 : size));
      const count = Math.min(
        1_024,
        sizes.reduce((product, size) => product * size, 1),
      );
      const value = datatype === "BYTES" ? "" : datatype === "BOOL" ? false : 0;
      return { name, datatype, shape: sizes, data: new Array<unknown>(count).fill(value) };
    }),
  };
}

export interface Answer {
  readonly label: string;
  /** Share of each class, 0 to 1; null for a model that gives none. */
  readonly shares: readonly { readonly name: string; readonly share: number }[] | null;
}

/** The first row of an answer as label and shares; null when it is of another kind. */
export function readAnswer(body: unknown, classes: readonly string[] | undefined): Answer | null {
  const outputs = outputsOf(body);
  const [first] = outputs;
  if (!first || first.data.length === 0) return null;
  const shares = outputs.find(({ shape, datatype }) => shape.length === 2 && datatype.startsWith("FP"));
  const width = shares?.shape[1] ?? 0;
  const row = shares?.data.slice(0, width).map(Number) ?? [];
  const label = String(first === shares ? (classes?.[row.indexOf(Math.max(...row))] ?? row.indexOf(Math.max(...row))) : first.data[0]);
  return { label, shares: shares ? row.map((share, index) => ({ name: classes?.[index] ?? String(index), share })) : null };
}

interface Output {
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

function outputsOf(body: unknown): readonly Output[] {
  if (typeof body !== "object" || body === null || !("outputs" in body) || !Array.isArray(body.outputs)) return [];
  return body.outputs.filter(
    (output): output is Output =>
      typeof output === "object" &&
      output !== null &&
      Array.isArray(output.data) &&
      Array.isArray(output.shape) &&
      typeof output.datatype === "string",
  );
}

function sizeOf({ shape }: Spec): number {
  return shape.reduce((product, size) => product * Math.abs(size), 1);
}
