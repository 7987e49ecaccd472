import type { Actor } from "@/lib/auth/actor";
import { getEnvironmentVersion } from "@/lib/environments/get-environment";
import type { LogPageView, LogQuery } from "@/lib/logs/log-line";
import { readLines } from "@/lib/logs/read-lines";

/** Lines of the log of a version's build, for whoever may read the version. */
export async function readBuildLog(actor: Actor, versionId: string, query: LogQuery): Promise<LogPageView> {
  const version = await getEnvironmentVersion(actor, versionId);
  return readLines(version.id, query);
}
