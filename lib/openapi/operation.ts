import type { z } from "zod";
import type { Components, JsonSchema } from "@/lib/openapi/components";
import { parameterRef, refusalsOf } from "@/lib/openapi/standard-parts";

export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** A route as its file declares it. */
export interface Described {
  readonly path: string;
  readonly method: Method;
  readonly declaration: {
    readonly verb: string;
    readonly query?: z.ZodType;
    readonly body?: z.ZodType;
    readonly params?: z.ZodType;
    readonly status?: number;
    readonly summary?: string;
    readonly response?: z.ZodType | string;
  };
}

export function describeOperation({ path, method, declaration }: Described, components: Components): JsonSchema {
  const { verb, body, summary } = declaration;
  return {
    operationId: operationId(verb),
    tags: [tagOf(path)],
    ...(summary !== undefined && { summary }),
    parameters: [
      ...pathParameters(path, declaration.params, components),
      ...queryParameters(declaration.query, components),
      ...(method === "POST" ? [parameterRef("IdempotencyKey")] : []),
      ...(method === "PATCH" || method === "PUT" ? [parameterRef("IfMatch")] : []),
      ...(declaration.response === "text/event-stream" ? [parameterRef("LastEventId")] : []),
    ],
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: components.schema(body, "input") } } } }),
    responses: { ...success(declaration, components), ...refusalsOf(method) },
  };
}

/** What a path is about: the plural behind `/api/v1/`. */
export function tagOf(path: string): string {
  return path.split("/")[3] ?? "";
}

/** `job.create` → `createJob`. */
function operationId(verb: string): string {
  const [noun = "", deed = ""] = verb.split(".");
  const camel = `${deed}_${noun}`.replace(/[_-]+([a-z])/gi, (_, letter: string) => letter.toUpperCase());
  return camel.charAt(0).toLowerCase() + camel.slice(1);
}

function pathParameters(path: string, shape: z.ZodType | undefined, components: Components): readonly JsonSchema[] {
  const known = shape ? propertiesOf(components.schema(shape, "input")) : {};
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => {
    const { description, ...schema } = known[name] ?? { type: "string" };
    return { name, in: "path", required: true, ...(description !== undefined && { description }), schema };
  });
}

function queryParameters(shape: z.ZodType | undefined, components: Components): readonly JsonSchema[] {
  if (!shape) return [];
  const schema = components.schema(shape, "input");
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(propertiesOf(schema)).map(([name, { description, ...rest }]) => ({
    name,
    in: "query",
    required: required.has(name),
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return (schema.properties ?? {}) as Record<string, JsonSchema>;
}

function success({ status = 200, response }: Described["declaration"], components: Components): JsonSchema {
  if (status === 204 || response === undefined) return { 204: { description: "Done." } };
  if (typeof response === "string") return { [status]: { description: "The bytes.", content: { [response]: {} } } };
  const schema = components.schema(response, "output");
  const hasVersion = "version" in propertiesOf(resolve(schema, components));
  return {
    [status]: {
      description: status === 201 ? "Made." : status === 202 ? "Begun." : "As asked.",
      ...(hasVersion && { headers: { ETag: { description: "The version, for If-Match.", schema: { type: "string" } } } }),
      content: { "application/json": { schema } },
    },
  };
}

function resolve(schema: JsonSchema, components: Components): JsonSchema {
  const name = typeof schema.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined;
  return name === undefined ? schema : (components.schemas()[name] ?? schema);
}
