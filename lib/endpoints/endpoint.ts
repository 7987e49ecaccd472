import { z } from "zod";
import { endpointStatuses } from "@/db/values";
import { messageView } from "@/lib/message-view";
import { acceleratorsInput } from "@/lib/scheduling/accelerators";
import { isSlug } from "@/lib/slug";

/** What a revision gets unless said. */
export const usualResources = { cpuMilli: 500, memoryBytes: 512 * 2 ** 20, accelerators: {}, replicas: 1 } as const;
export const mostReplicas = 20;

const resources = {
  cpuMilli: z.number().int().min(100).max(1_000_000).default(usualResources.cpuMilli).meta({ description: "Thousandths of a core." }),
  memoryBytes: z
    .number()
    .int()
    .min(64 * 2 ** 20)
    .max(2 ** 45)
    .default(usualResources.memoryBytes),
  accelerators: acceleratorsInput.default({}),
  replicas: z
    .number()
    .int()
    .min(1)
    .max(mostReplicas)
    .default(usualResources.replicas)
    .meta({ description: "So many servers with these amounts each, among which requests are spread." }),
};

const served = {
  modelVersionId: z.uuid(),
  environmentVersionId: z.uuid().optional().meta({ description: "What it runs in; the one it was trained in unless said." }),
};

const endpointName = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(z.string().min(1).max(80));
const slug = z.string().refine(isSlug, { params: { key: "errors.slug.characters", suggestion: "my-endpoint" } });

export const deployEndpointInput = z
  .strictObject({
    projectId: z.uuid(),
    ...served,
    name: endpointName.optional().meta({ description: "The model's name unless said." }),
    slug: slug.optional().meta({ description: "Last part of its address; made of the name when left out." }),
    ...resources,
  })
  .meta({ id: "EndpointInput" });
export type DeployEndpointInput = z.output<typeof deployEndpointInput>;

export const createRevisionInput = z
  .strictObject({
    ...served,
    cpuMilli: resources.cpuMilli.unwrap().optional().meta({ description: "As before unless said." }),
    memoryBytes: resources.memoryBytes.unwrap().optional(),
    accelerators: acceleratorsInput.optional(),
    replicas: resources.replicas.unwrap().optional(),
  })
  .meta({ id: "RevisionInput" });
export type CreateRevisionInput = z.output<typeof createRevisionInput>;

export const updateEndpointInput = z.strictObject({ name: endpointName }).meta({ id: "EndpointChange" });
export type UpdateEndpointInput = z.output<typeof updateEndpointInput>;

export const revisionView = z
  .object({
    id: z.uuid(),
    number: z.number().int(),
    status: z.enum(endpointStatuses),
    message: messageView.nullable(),
    isCurrent: z.boolean().meta({ description: "It gets the requests." }),
    modelId: z.uuid(),
    modelSlug: z.string(),
    modelName: z.string(),
    modelVersionId: z.uuid(),
    modelVersion: z.number().int(),
    environment: z.string(),
    cpuMilli: z.number().int(),
    memoryBytes: z.number(),
    accelerators: z.record(z.string(), z.number().int()),
    replicas: z.number().int(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    readyAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Revision", description: "What an endpoint serves or served. It never changes but for its state." });
export type RevisionView = z.output<typeof revisionView>;

export const endpointView = z
  .object({
    id: z.uuid(),
    projectId: z.uuid(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(endpointStatuses),
    message: messageView.nullable(),
    url: z.string().meta({ description: "Its address for programs; requests are sent below it, as /v2/models/<slug>/infer." }),
    wantsRunning: z.boolean(),
    current: revisionView.nullable().meta({ description: "The revision that gets the requests." }),
    newest: revisionView.meta({ description: "The newest revision; it takes over once it is ready." }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.number().int(),
  })
  .meta({ id: "Endpoint", description: "A model version that answers requests at an address." });
export type EndpointView = z.output<typeof endpointView>;

export const endpointKeyView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    hint: z.string().meta({ description: "Its first characters." }),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    isExpired: z.boolean(),
  })
  .meta({ id: "EndpointKey", description: "A bearer token that may ask one endpoint and nothing else." });
export type EndpointKeyView = z.output<typeof endpointKeyView>;

export const createEndpointKeyInput = z
  .strictObject({
    endpointId: z.uuid(),
    name: endpointName,
    days: z.number().int().min(1).max(365).default(90),
  })
  .meta({ id: "EndpointKeyInput" });
export type CreateEndpointKeyInput = z.output<typeof createEndpointKeyInput>;

export const endpointKeyWithTokenView = z.object({
  key: endpointKeyView,
  token: z.string().meta({ description: "Shown this once." }),
});
export type EndpointKeyWithTokenView = z.output<typeof endpointKeyWithTokenView>;

/** An infer request as the console's playground and `ask` take it: the protocol's JSON. */
export const askRequest = z
  .looseObject({ inputs: z.array(z.looseObject({ name: z.string() })).min(1) })
  .meta({ id: "InferRequest", description: "Open Inference Protocol v2." });

export const askAnswerView = z
  .object({
    status: z.number().int().meta({ description: "The model server's own HTTP status." }),
    body: z.unknown().meta({ description: "Its answer: outputs, or an error." }),
    revision: z.number().int().nullable(),
    upstreamMs: z.number().nullable().meta({ description: "Until the model server's answer began, milliseconds." }),
  })
  .meta({ id: "Answer" });
export type AskAnswerView = z.output<typeof askAnswerView>;
