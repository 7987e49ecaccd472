import { headers } from "next/headers";
import type { z } from "zod";
import type { UserActor } from "@/lib/auth/actor";
import { authenticate } from "@/lib/auth/authenticate";
import type { ErrorCode } from "@/lib/errors";
import { assertSameOrigin } from "@/lib/http/origin";
import { asRefusal, invalidInput } from "@/lib/http/problem";
import { requestFacts } from "@/lib/http/request-facts";
import { translate } from "@/lib/i18n/translator";
import { log } from "@/lib/log";

/** What a form gets back. Sentences are in the reader's language; `fields` maps an input's name to its sentence. */
export type ActionResult<T> =
  | { readonly ok: true; readonly data: T }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly fields?: Readonly<Record<string, string>>;
      readonly requestId: string;
    };

/**
 * A server action: makes the actor, validates, runs one verb. A refusal becomes a result, everything else is rethrown so
 * that redirects and real bugs pass. `verb` names it for the log and the matrix of rights.
 */
export function action<S extends z.ZodType, T>(
  verb: string,
  schema: S,
  run: (actor: UserActor, input: z.output<S>) => Promise<T>,
): (input: z.input<S>) => Promise<ActionResult<T>> {
  return async (input) => {
    const sent = await headers();
    const facts = requestFacts(sent);
    const startedAt = performance.now();
    try {
      assertSameOrigin(sent);
      const actor = await authenticate(sent, facts);
      const parsed = schema.safeParse(input, { reportInput: true });
      if (!parsed.success) throw invalidInput(parsed.error);
      const data = await run(actor, parsed.data);
      log.info({ requestId: facts.requestId, actor: actor.userId, verb, ms: Math.round(performance.now() - startedAt) }, "action");
      return { ok: true, data };
    } catch (error) {
      const refusal = asRefusal(error);
      if (!refusal) throw error;
      log.info({ requestId: facts.requestId, verb, code: refusal.code, key: refusal.key }, "refused");
      const fields = Object.fromEntries(refusal.fields.map((field) => [field.path, translate(facts.locale, field)]));
      return {
        ok: false,
        code: refusal.code,
        message: translate(facts.locale, { key: refusal.key, params: refusal.params }),
        requestId: facts.requestId,
        ...(refusal.fields.length > 0 && { fields }),
      };
    }
  };
}
