import { rmdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isMissing } from "@/lib/compute/local/json-file";
import type { ReplicaState } from "@/lib/compute/local/replica-files";

/** Control groups that a killed shim left. One goes only once its last process is reaped, which may take the kernel a moment. */
export async function removeGroups({ groups }: ReplicaState): Promise<void> {
  for (const folder of new Set(Object.values(groups))) {
    for (let tries = 0; tries < 20; tries++) {
      try {
        await rmdir(folder);
        break;
      } catch (error) {
        if (isMissing(error)) break;
        await sleep(25);
      }
    }
  }
}
