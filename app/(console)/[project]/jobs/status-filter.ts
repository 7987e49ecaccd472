import type { JobStatus } from "@/db/values";

/** What the list's filter offers; each choice is one or more statuses. */
export const statusChoices = {
  live: ["starting", "running", "stopping"],
  queued: ["queued"],
  succeeded: ["succeeded"],
  failed: ["failed"],
  cancelled: ["cancelled"],
} as const satisfies Record<string, readonly JobStatus[]>;
export type StatusChoice = keyof typeof statusChoices;

/** The statuses behind a word of the URL; an unknown word filters nothing. */
export function statusFilter(word: string): JobStatus[] {
  return word in statusChoices ? [...statusChoices[word as StatusChoice]] : [];
}
