"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { whileSignedIn } from "@/components/account/while-signed-in";
import type { ActionResult } from "@/lib/http/action";

type Refusal = Extract<ActionResult<never>, { ok: false }>;

interface Submit<I> {
  readonly busy: boolean;
  /** The sentence for the whole form; none while only fields are refused. */
  readonly error: string | undefined;
  /** Sentences by the name of the input. */
  readonly fields: Readonly<Record<string, string>>;
  readonly refusal: Refusal | undefined;
  readonly submit: (input: I) => void;
  readonly reset: () => void;
}

/** A form's way to a server action: busy, refused with sentences, or done. A lost connection is a sentence too, and nothing typed is lost. */
export function useSubmit<I, T>(run: (input: I) => Promise<ActionResult<T>>, onDone: (data: T) => void | Promise<void>): Submit<I> {
  const t = useTranslations("auth.again");
  const [busy, startTransition] = useTransition();
  const [refusal, setRefusal] = useState<Refusal>();
  const [isOffline, setIsOffline] = useState(false);

  function submit(input: I) {
    startTransition(async () => {
      setRefusal(undefined);
      setIsOffline(false);
      const result = await whileSignedIn(() => run(input)).catch((error: unknown) => {
        if (isConnectionLoss(error)) return null;
        throw error;
      });
      if (result === null) return setIsOffline(true);
      if (!result.ok) return setRefusal(result);
      await onDone(result.data);
    });
  }

  const fields = refusal?.fields ?? {};
  const isOnlyFields = Object.keys(fields).length > 0;
  return {
    busy,
    error: isOffline ? t("offline") : isOnlyFields ? undefined : refusal?.message,
    fields,
    refusal,
    submit,
    reset: () => setRefusal(undefined),
  };
}

/** What browsers throw when a request never got an answer. */
function isConnectionLoss(error: unknown): boolean {
  return error instanceof TypeError && /fetch|network|load failed/i.test(error.message);
}
