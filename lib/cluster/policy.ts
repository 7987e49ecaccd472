import { z } from "zod";

export const policyView = z
  .object({
    answer: z.enum(["enforced", "ignored", "unknown"]),
    reason: z
      .object({ key: z.enum(["noImage", "noPods", "noControl", "refused"]), params: z.object({ detail: z.string() }) })
      .nullable()
      .meta({ description: "Why it is not known." }),
    triedAt: z.string(),
  })
  .meta({
    id: "PolicyEnforcement",
    description: "Whether the cluster's network holds back what network policies forbid, as a test found.",
  });
export type PolicyView = z.output<typeof policyView>;
