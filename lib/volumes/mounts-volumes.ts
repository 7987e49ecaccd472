import { env } from "@/lib/env";

/** Whether jobs of this installation can mount shared volumes: on a machine of its own nothing is mounted for a job. */
export function mountsVolumes(): boolean {
  return env.CAIRN_COMPUTE !== "local";
}
