import type { loginSessions, users } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { isLocale, type Locale } from "@/lib/i18n/locales";

interface SessionFacts {
  readonly isAdministrator: boolean;
  readonly locale: Locale;
  readonly requestId: string | null;
  readonly address: string | null;
}

/** The person of a living session. */
export function sessionActor(
  user: typeof users.$inferSelect,
  session: Pick<typeof loginSessions.$inferSelect, "id" | "confirmedAt">,
  facts: SessionFacts,
): UserActor {
  return {
    kind: "user",
    userId: user.id,
    name: user.name,
    displayName: user.displayName,
    isAdministrator: facts.isAdministrator,
    mustChangePassword: user.mustChangePassword,
    credential: { kind: "session", sessionId: session.id, confirmedAt: session.confirmedAt },
    locale: isLocale(user.locale) ? user.locale : facts.locale,
    requestId: facts.requestId,
    address: facts.address,
  };
}
