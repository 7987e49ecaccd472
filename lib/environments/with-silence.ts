import type { environmentVersions } from "@/db/schema";
import { workerSilence } from "@/lib/worker/worker-silence";

type Version = typeof environmentVersions.$inferSelect;

/** Builds that are waited for say so when no worker answers. */
export async function withSilence(versions: readonly Version[]): Promise<readonly Version[]> {
  const isAwaited = ({ status, buildAskedAt }: Version) => buildAskedAt !== null && (status === "queued" || status === "starting");
  const silence = versions.some(isAwaited) ? await workerSilence() : null;
  return silence ? versions.map((version) => (isAwaited(version) ? { ...version, message: silence } : version)) : versions;
}
