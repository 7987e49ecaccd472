import type { KeyAccess, KeyKind } from "@/db/values";
import type { Locale } from "@/lib/i18n/locales";

/** How a person proved who he is on this request. */
export type Credential =
  | { readonly kind: "session"; readonly sessionId: string; readonly confirmedAt: Date }
  | {
      readonly kind: "key";
      readonly keyId: string;
      readonly keyKind: KeyKind;
      readonly hint: string;
      readonly access: KeyAccess;
      /** Null: all projects of its owner. */
      readonly projectIds: readonly string[] | null;
      readonly subjectId: string | null;
    };

/** A person, through a browser or a key. */
export interface UserActor {
  readonly kind: "user";
  readonly userId: string;
  readonly name: string;
  readonly displayName: string;
  readonly isAdministrator: boolean;
  readonly mustChangePassword: boolean;
  readonly credential: Credential;
  readonly locale: Locale;
  readonly requestId: string | null;
  readonly address: string | null;
}

/** Cairn itself: the worker, the setup link, the shell of the machine. Verbs of people refuse it, the worker's verbs want it. */
export interface SystemActor {
  readonly kind: "system";
  readonly name: "worker" | "setup" | "shell" | "sign-in";
  readonly requestId: string | null;
  readonly address: string | null;
}

export type Actor = UserActor | SystemActor;

export function systemActor(name: SystemActor["name"]): SystemActor {
  return { kind: "system", name, requestId: null, address: null };
}
