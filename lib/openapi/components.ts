import { z } from "zod";

/** JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
export type JsonSchema = { readonly [key: string]: unknown };

export interface Components {
  /** A zod shape as JSON Schema; parts that carry an id become references. `input` is what callers send, `output` what they get. */
  schema(shape: z.ZodType, direction: "input" | "output"): JsonSchema;
  /** The referenced parts so far, by name. */
  schemas(): Readonly<Record<string, JsonSchema>>;
}

export function collectComponents(): Components {
  const schemas = new Map<string, JsonSchema>();
  return {
    schema(shape, direction) {
      const { $schema: _, $defs = {}, ...whole } = z.toJSONSchema(shape, { io: direction, unrepresentable: "any", override: simplify });
      const names = new Map<string, string>();
      for (const id of Object.keys($defs as Record<string, JsonSchema>)) names.set(id, nameFor(id, direction));
      for (const [id, part] of Object.entries($defs as Record<string, JsonSchema>)) {
        const { id: _id, ...named } = repoint(part, names) as JsonSchema;
        schemas.set(names.get(id) ?? id, named);
      }
      const root = repoint(whole, names) as JsonSchema;
      const id = typeof root.id === "string" ? root.id : undefined;
      if (id === undefined) return root;
      const { id: _id, ...named } = root;
      const name = nameFor(id, direction);
      schemas.set(name, named);
      return { $ref: `#/components/schemas/${name}` };
    },
    schemas: () => Object.fromEntries([...schemas].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** One shape may differ as input and as output (defaults are optional only on the way in), so what is sent has a name of its own. */
function nameFor(id: string, direction: "input" | "output"): string {
  return direction === "input" && !id.endsWith("Input") ? `${id}Input` : id;
}

function repoint(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((item) => repoint(item, names));
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (key !== "$ref" || typeof value !== "string") return [key, repoint(value, names)];
      const id = value.replace("#/$defs/", "");
      return [key, `#/components/schemas/${names.get(id) ?? id}`];
    }),
  );
}

/** A format says what zod's own pattern would repeat at length, and every JSON integer is a safe one. */
function simplify({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void {
  if (jsonSchema.format === "uuid" || jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
