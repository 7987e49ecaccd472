import type { Message } from "@/lib/errors";
import { coresOf, gibOf } from "@/lib/scheduling/explain-wait";
import type { OverQuota } from "@/lib/scheduling/quota";

/** Why it waits for its project's own quota; one that is larger than all of it waits until somebody raises it. */
export function explainExcess({ resource, limit, used, asked, ahead }: OverQuota): Message {
  if (ahead > 0) return { key: "timeline.queuedBehind", params: { count: ahead } };
  const isEver = asked > limit;
  switch (resource) {
    case "cpu":
      return {
        key: isEver ? "scheduling.quotaCpuEver" : "scheduling.quotaCpu",
        params: { limit: coresOf(limit), used: coresOf(used), asked: coresOf(asked) },
      };
    case "memory":
      return {
        key: isEver ? "scheduling.quotaMemoryEver" : "scheduling.quotaMemory",
        params: { limit: gibOf(limit), used: gibOf(used), asked: gibOf(asked) },
      };
    default:
      return {
        key: isEver ? "scheduling.quotaAcceleratorEver" : "scheduling.quotaAccelerator",
        params: { type: resource, limit, used, asked },
      };
  }
}
