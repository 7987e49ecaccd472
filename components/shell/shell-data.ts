import type { InboxItemView } from "@/lib/inbox/inbox-item";
import type { OperationView } from "@/lib/operations/operation";
import type { ThingView } from "@/lib/search/thing";

/** A project one may open, as the switcher shows it. */
export interface ShellProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: "personal" | "shared";
}

/** All that the frame of a page shows beside the page; plain data from the verbs. */
export interface ShellData {
  readonly account: { readonly name: string; readonly displayName: string; readonly isAdministrator: boolean };
  readonly projects: readonly ShellProject[];
  /** The project of the page; on the platform's pages the first of one's own, and nothing for who has none. */
  readonly project: ShellProject | null;
  /** Whether the page itself belongs to the project. */
  readonly isProjectPage: boolean;
  /** What one may do in the project. */
  readonly mayWrite: boolean;
  readonly counts: Partial<Record<"jobs" | "endpoints", number>>;
  readonly inbox: { readonly items: readonly InboxItemView[]; readonly unread: number };
  readonly operations: readonly OperationView[];
  readonly version: string;
  /** Where workloads run. */
  readonly runsOn: "cluster" | "machine";
}

/** What the frame can do; server actions, so that it works on every page. */
export interface ShellDeeds {
  /** Things whose name holds the text; the newest when it is empty. */
  search(projectId: string, text: string): Promise<readonly ThingView[]>;
  /** All when left out. */
  markInboxRead(ids?: readonly string[]): Promise<void>;
  cancelOperation(id: string): Promise<void>;
  setLocale(locale: string): Promise<void>;
  signOut(): Promise<void>;
}
