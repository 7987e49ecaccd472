import { statusOf } from "@/lib/http/problem";
import type { JsonSchema } from "@/lib/openapi/components";
import type { Method } from "@/lib/openapi/operation";

/** RFC 9457, as lib/http writes it. */
export const problemSchema: JsonSchema = {
  type: "object",
  description: "Why a request was refused, as a sentence for people and a code for programs.",
  required: ["type", "title", "status", "detail", "code", "instance"],
  properties: {
    type: { type: "string", description: "A URN that names the sentence." },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What happened, why and what to do, in the reader's language." },
    code: { type: "string", enum: [...Object.keys(statusOf), "unexpected"] },
    instance: { type: "string", description: "The request's id, as in the log." },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: { pointer: { type: "string", description: "JSON pointer to the field." }, detail: { type: "string" } },
      },
    },
  },
};

export const headerParameters: Readonly<Record<string, JsonSchema>> = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "Any text of your own. The same key and body within a day get the first answer again.",
    schema: { type: "string", minLength: 1, maxLength: 200, pattern: "^[!-~]+$" },
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    required: false,
    description: "The ETag you read. The change is refused with 412 where somebody else's came in between.",
    schema: { type: "string", pattern: '^"[0-9]{1,9}"$' },
  },
  LastEventId: {
    name: "Last-Event-ID",
    in: "header",
    required: false,
    description: "The id of the last event you read: the stream goes on behind it.",
    schema: { type: "string", maxLength: 8000 },
  },
};

const refusals = {
  400: ["Invalid", "A field or the body cannot be accepted."],
  401: ["Unauthenticated", "No access key, or one that is not good (any more)."],
  403: ["Forbidden", "Your role or this key's scope does not allow it."],
  404: ["NotFound", "Nothing by that id that you may see."],
  409: ["Conflict", "It does not go together with what is there."],
  412: ["Stale", "Somebody else changed it since you read it."],
  413: ["TooLarge", "More bytes than are allowed."],
  422: ["QuotaExceeded", "Your quota is used up."],
  429: ["RateLimited", "Too many requests; Retry-After says when to come back."],
  500: ["Unexpected", "Our mistake; `instance` is what to tell an administrator."],
  503: ["Unavailable", "Something needed does not answer; Retry-After says when to come back."],
} as const;
type RefusalStatus = keyof typeof refusals;

export const problemResponses: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.values(refusals).map(([name, description]) => [
    name,
    { description, content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } },
  ]),
);

export function parameterRef(name: keyof typeof headerParameters): JsonSchema {
  return { $ref: `#/components/parameters/${name}` };
}

/** The refusals a route may answer with, by reference. */
export function refusalsOf(method: Method): JsonSchema {
  const isChange = method !== "GET";
  const statuses: readonly RefusalStatus[] = [400, 401, 403, 404, ...(isChange ? ([409, 412, 413, 422] as const) : []), 429, 500, 503];
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${refusals[status][0]}` }]));
}
