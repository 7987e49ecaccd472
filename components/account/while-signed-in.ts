import type { ActionResult } from "@/lib/http/action";

/** Why a person is asked for his password in the middle of something. */
export type AskReason = "ended" | "confirm";

type Ask = (reason: AskReason) => Promise<boolean>;

let ask: Ask | null = null;

/** The dialog that asks puts itself here while it is on the page; the returned function takes it away. */
export function answerAsks(by: Ask): () => void {
  ask = by;
  return () => {
    if (ask === by) ask = null;
  };
}

/**
 * Runs a server action. When the session has ended, or the deed wants the password again, the dialog asks for it in place and
 * the action runs once more: what was typed stays where it is. Without an answer the refusal is returned.
 */
export async function whileSignedIn<T>(run: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  const result = await run();
  const reason = reasonToAsk(result);
  if (reason === null || ask === null || !(await ask(reason))) return result;
  return run();
}

function reasonToAsk(result: ActionResult<unknown>): AskReason | null {
  if (result.ok) return null;
  if (result.code === "unauthenticated") return "ended";
  return result.key === "auth.confirmNeeded" ? "confirm" : null;
}
