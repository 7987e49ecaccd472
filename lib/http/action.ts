import { headers } from "next/headers";
import type { z } from "zod";
import { recordDenial } from "@/lib/audit/record-denial";
import type { UserActor } from "@/lib/auth/actor";
import { authenticate } from "@/lib/auth/authenticate";
import type { ErrorCode } from "@/lib/errors";
import { assertSameOrigin } from "@/lib/http/origin";
import { asRefusal, invalidInput } from "@/lib/http/problem";
import { type RequestFacts, requestFacts } from "@/lib/http/request-facts";
import type { MessageKey } from "@/lib/i18n/keys";
import { translate } from "@/lib/i18n/translator";
import { log } from "@/lib/log";

/** What a form gets back. Sentences are in the reader's language; `fields` maps an input's name to its sentence. */
export type ActionResult<T> =
  | { readonly ok: true; readonly data: T }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      /** The refusal's own name, for the few that a form answers with more than the sentence. */
      readonly key: MessageKey;
      readonly message: string;
      readonly fields?: Readonly<Record<string, string>>;
      readonly requestId: string;
    };

/** An action as the browser calls it; `verb` names it in the matrix of rights. */
export type Action<S extends z.ZodType, T> = ((input: z.input<S>) => Promise<ActionResult<T>>) & { readonly verb?: string };

/**
 * A server action: makes the actor, validates, runs one verb. A refusal becomes a result, everything else is rethrown so
 * that redirects and real bugs pass. `verb` names it for the log and the matrix of rights.
 */
export function action<S extends z.ZodType, T>(
  verb: string,
  schema: S,
  run: (actor: UserActor, input: z.output<S>) => Promise<T>,
): Action<S, T> {
  return answering(verb, schema, async (input, facts, sent) => {
    const actor = await authenticate(sent, facts);
    return { actor, run: () => run(actor, input()) };
  });
}

/** The same for someone who is nobody yet: signing in, setting up. The verb itself counts and checks. */
export function publicAction<S extends z.ZodType, T>(
  verb: string,
  schema: S,
  run: (facts: RequestFacts, input: z.output<S>) => Promise<T>,
): Action<S, T> {
  return answering(verb, schema, async (input, facts) => ({ actor: null, run: () => run(facts, input()) }));
}

type Prepare<I, T> = (
  input: () => I,
  facts: RequestFacts,
  sent: Headers,
) => Promise<{ readonly actor: UserActor | null; readonly run: () => Promise<T> }>;

function answering<S extends z.ZodType, T>(verb: string, schema: S, prepare: Prepare<z.output<S>, T>): Action<S, T> {
  const answer = async (input: z.input<S>): Promise<ActionResult<T>> => {
    const sent = await headers();
    const facts = requestFacts(sent);
    const startedAt = performance.now();
    const parsed = () => {
      const { data, error } = schema.safeParse(input, { reportInput: true });
      if (error) throw invalidInput(error);
      return data;
    };
    let actor: UserActor | null = null;
    try {
      assertSameOrigin(sent);
      const call = await prepare(parsed, facts, sent);
      actor = call.actor;
      const data = await call.run();
      const ms = Math.round(performance.now() - startedAt);
      log.info({ requestId: facts.requestId, actor: actor?.userId ?? null, verb, ms }, "action");
      return { ok: true, data };
    } catch (error) {
      if (actor) await recordDenial(actor, error, verb);
      return refusalResult(error, verb, facts);
    }
  };
  return Object.assign(answer, { verb });
}

function refusalResult(error: unknown, verb: string, facts: RequestFacts): Extract<ActionResult<never>, { ok: false }> {
  const refusal = asRefusal(error);
  if (!refusal) throw error;
  log.info({ requestId: facts.requestId, verb, code: refusal.code, key: refusal.key }, "refused");
  const fields = Object.fromEntries(refusal.fields.map((field) => [field.path, translate(facts.locale, field)]));
  return {
    ok: false,
    code: refusal.code,
    key: refusal.key,
    message: translate(facts.locale, { key: refusal.key, params: refusal.params }),
    requestId: facts.requestId,
    ...(refusal.fields.length > 0 && { fields }),
  };
}
