import { collectComponents, type JsonSchema } from "@/lib/openapi/components";
import { type Described, describeOperation, methods, tagOf } from "@/lib/openapi/operation";
import { headerParameters, problemResponses, problemSchema } from "@/lib/openapi/standard-parts";

/** What route files export, by path: `/api/v1/jobs/{jobId}` → its handlers. */
export type RouteTable = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface ApiDescription {
  readonly openapi: "3.1.0";
  readonly paths: Readonly<Record<string, JsonSchema>>;
  readonly [key: string]: unknown;
}

/** The OpenAPI 3.1 description of all declared routes, from the shapes that check their requests. `origin` is where they are reached. */
export function describeApi(table: RouteTable, { origin, version }: { origin: string; version: string }): ApiDescription {
  const components = collectComponents();
  const paths: Record<string, JsonSchema> = {};
  for (const [path, handlers] of Object.entries(table).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const operations = methods.flatMap((method) => {
      const declaration = declarationOf(handlers[method]);
      return declaration ? [[method.toLowerCase(), describeOperation({ path, method, declaration }, components)]] : [];
    });
    if (operations.length > 0) paths[path] = Object.fromEntries(operations);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Cairn",
      version,
      summary: "From raw data to a model that answers requests.",
      description: introduction,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: origin }],
    security: [{ accessKey: [] }],
    tags: tagsOf(paths),
    paths,
    components: {
      securitySchemes: { accessKey: { type: "http", scheme: "bearer", description: "An access key of yours, made in the console." } },
      schemas: { Problem: problemSchema, ...components.schemas() },
      parameters: headerParameters,
      responses: problemResponses,
    },
  };
}

const introduction = `Every request carries \`Authorization: Bearer <access key>\`. Lists answer \`{items, nextCursor}\`: send the cursor back as \`cursor\` until it is null. \
A POST with an \`Idempotency-Key\` is done once. A thing with a \`version\` comes with an \`ETag\`: send it as \`If-Match\` with a change. \
Refusals are \`application/problem+json\` in the language of \`Accept-Language\`, with a JSON pointer to each refused field. \
The bytes of files go over the files host, not over this API.`;

function declarationOf(handler: unknown): Described["declaration"] | null {
  if (typeof handler !== "function" || !("declaration" in handler)) return null;
  return handler.declaration as Described["declaration"];
}

function tagsOf(paths: Readonly<Record<string, unknown>>): readonly { name: string }[] {
  const names = new Set(Object.keys(paths).map(tagOf));
  return [...names].sort().map((name) => ({ name }));
}
