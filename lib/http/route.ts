import type { z } from "zod";
import { recordDenial } from "@/lib/audit/record-denial";
import type { UserActor } from "@/lib/auth/actor";
import { authenticate } from "@/lib/auth/authenticate";
import { isWorkloadKey } from "@/lib/auth/authorize";
import { AppError, invalidField } from "@/lib/errors";
import { runOnce } from "@/lib/http/idempotency";
import { assertSameOrigin } from "@/lib/http/origin";
import { asRefusal, invalidInput, problemResponse } from "@/lib/http/problem";
import { type RequestFacts, requestFacts } from "@/lib/http/request-facts";
import { log } from "@/lib/log";
import { consume } from "@/lib/rates/consume";

type Schema = z.ZodType;
type Out<S> = S extends Schema ? z.output<S> : undefined;

interface Declaration<Q, B, P> {
  /** The verb it calls, such as `job.create`: for the log, the matrix of rights and the API description. */
  readonly verb: string;
  readonly query?: Q;
  readonly body?: B;
  readonly params?: P;
  /** Status of success; 200 unless said. */
  readonly status?: 200 | 201 | 202 | 204;
  /** The answer holds a secret that is shown once: it is not kept for a repeated Idempotency-Key. */
  readonly isSecret?: boolean;
  /** For the API description: one line, and the shape of the answer or the media type of a stream or file. */
  readonly summary?: string;
  readonly response?: Schema | `${string}/${string}`;
}

interface Call<Q, B, P> {
  readonly actor: UserActor;
  readonly query: Out<Q>;
  readonly body: Out<B>;
  readonly params: Out<P>;
  readonly request: Request;
  /** The version the caller read, from If-Match; null where he sent none. */
  readonly ifMatch: number | null;
}

type Handler = (request: Request, context: { params: Promise<Record<string, string | string[] | undefined>> }) => Promise<Response>;

/**
 * A REST route: token or session → actor, validate, one verb, JSON of the view. A Response returned by the verb's caller
 * (a stream, a file) passes through. Refusals are problem+json. A person's POST honours Idempotency-Key; a view with a
 * `version` gets an ETag.
 */
export function route<
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  P extends Schema | undefined = undefined,
>(
  declaration: Declaration<Q, B, P>,
  run: (call: Call<Q, B, P>) => Promise<unknown>,
): Handler & { readonly declaration: Declaration<Q, B, P> } {
  const handler: Handler = async (request, context) => {
    const facts = requestFacts(request.headers);
    const startedAt = performance.now();
    let actor: UserActor | null = null;
    try {
      actor = await admit(request, facts);
      const call = await readCall(declaration, actor, request, await context.params);
      const answer = () => run(call).then((result) => toResponse(result, declaration.status ?? 200, facts));
      const response =
        request.method === "POST" && !declaration.isSecret && !isWorkloadKey(actor.credential)
          ? await runOnce({ actor, request, route: declaration.verb, body: call.body }, answer)
          : await answer();
      log.info({ ...edge(facts, actor, declaration.verb, startedAt), status: response.status }, "request");
      return response;
    } catch (error) {
      logRefusal(error, edge(facts, actor, declaration.verb, startedAt));
      if (actor) await recordDenial(actor, error, declaration.verb);
      return problemResponse(error, facts.locale, facts.requestId);
    }
  };
  return Object.assign(handler, { declaration });
}

async function admit(request: Request, facts: RequestFacts): Promise<UserActor> {
  if (/[?&][^=]*=cairn_(pat|ep|job|up)_/.test(request.url)) throw new AppError("invalid", "errors.tokenInQuery");
  const isSafe = request.method === "GET" || request.method === "HEAD";
  if (!isSafe && !request.headers.has("authorization") && request.headers.has("cookie")) assertSameOrigin(request.headers);
  const actor = await authenticate(request.headers, facts);
  const limit = isWorkloadKey(actor.credential) ? "jobToken" : isSafe ? "apiRead" : "apiWrite";
  await consume(limit, actor.credential.kind === "key" ? actor.credential.keyId : actor.userId);
  return actor;
}

async function readCall<Q extends Schema | undefined, B extends Schema | undefined, P extends Schema | undefined>(
  declaration: Declaration<Q, B, P>,
  actor: UserActor,
  request: Request,
  params: Record<string, unknown>,
): Promise<Call<Q, B, P>> {
  const query = parse(declaration.query, Object.fromEntries(new URL(request.url).searchParams));
  const body = declaration.body ? parse(declaration.body, await readJson(request)) : undefined;
  return {
    actor,
    query: query as Out<Q>,
    body: body as Out<B>,
    params: parse(declaration.params, params) as Out<P>,
    request,
    ifMatch: ifMatchOf(request.headers),
  };
}

function parse(schema: Schema | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw invalidInput(parsed.error);
  return parsed.data;
}

async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/json(;|$)/i.test(request.headers.get("content-type") ?? "")) throw new AppError("invalid", "errors.contentType");
  const text = await request.text().catch((cause: unknown) => {
    throw new AppError("invalid", "errors.bodyCut", {}, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid", "errors.invalidBody", { detail: error instanceof Error ? error.message : "" });
  }
}

function ifMatchOf(headers: Headers): number | null {
  const given = headers.get("if-match");
  if (given === null || given === "*") return null;
  // Read as if it were not there, a mistyped condition would overwrite what somebody else wrote.
  const match = /^"(\d{1,9})"$/.exec(given);
  if (!match) throw invalidField("If-Match", "errors.field.format", { format: '"1"' });
  return Number(match[1]);
}

function toResponse(result: unknown, status: number, facts: RequestFacts): Response {
  if (result instanceof Response) {
    result.headers.set("x-request-id", facts.requestId);
    return result;
  }
  const headers = new Headers({ "cache-control": "private, no-store", "x-request-id": facts.requestId });
  const version = versionOf(result);
  if (version !== null) headers.set("etag", `"${version}"`);
  if (status === 204 || result === undefined) return new Response(null, { status: 204, headers });
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(result), { status, headers });
}

function versionOf(result: unknown): number | null {
  return result !== null && typeof result === "object" && "version" in result && typeof result.version === "number" ? result.version : null;
}

function edge(facts: RequestFacts, actor: UserActor | null, verb: string, startedAt: number) {
  return { requestId: facts.requestId, actor: actor?.userId ?? null, verb, ms: Math.round(performance.now() - startedAt) };
}

function logRefusal(error: unknown, facts: ReturnType<typeof edge>): void {
  const refusal = asRefusal(error);
  if (refusal) log.info({ ...facts, code: refusal.code, key: refusal.key }, "refused");
  else log.error({ ...facts, err: error }, "bug");
}
