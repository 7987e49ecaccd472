import { type EnvironmentKind, environmentKinds } from "@/db/values";
import { env } from "@/lib/env";
import { runsOn } from "@/lib/environments/where-it-runs";

/** The kinds of environment in which jobs of this installation can run. */
export function offeredKinds(): readonly EnvironmentKind[] {
  return environmentKinds.filter((kind) => runsOn(env.CAIRN_COMPUTE, kind));
}
