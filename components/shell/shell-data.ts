import type { Status, SubjectType } from "@/db/values";
import type { InboxItemView } from "@/lib/inbox/inbox-item";
import type { OperationView } from "@/lib/operations/operation";

/** A project one may open, as the switcher shows it. */
export interface ShellProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: "personal" | "shared";
}

/** A thing of the project, as the palette shows it. */
export interface FoundThing {
  readonly id: string;
  readonly type: SubjectType;
  readonly name: string;
  readonly detail?: string;
  readonly status?: Status;
  readonly href: string;
}

/** All that the frame of a page shows beside the page; plain data from the verbs. */
export interface ShellData {
  readonly account: { readonly name: string; readonly displayName: string; readonly isAdministrator: boolean };
  readonly projects: readonly ShellProject[];
  /** The project of the page; on the platform's pages the one that was open last. */
  readonly project: ShellProject;
  /** Whether the page itself belongs to the project. */
  readonly isProjectPage: boolean;
  /** What one may do in the project. */
  readonly mayWrite: boolean;
  readonly counts: Partial<Record<"jobs" | "endpoints", number>>;
  readonly inbox: { readonly items: readonly InboxItemView[]; readonly unread: number };
  readonly operations: readonly OperationView[];
  readonly version: string;
}

/** What the frame can do; server actions, so that it works on every page. */
export interface ShellDeeds {
  search(input: { readonly projectId: string; readonly query: string }): Promise<readonly FoundThing[]>;
  markInboxRead(ids?: readonly string[]): Promise<void>;
  cancelOperation(id: string): Promise<void>;
  setLocale(locale: string): Promise<void>;
  signOut(): Promise<void>;
}
