import { z } from "zod";
import { podSecurities } from "@/db/values";
import { policyView } from "@/lib/cluster/policy";

const most = { cpuMilli: 100_000_000, bytes: 2 ** 52, count: 1_000_000 };
const amount = (largest: number) => z.number().int().min(0).max(largest).nullable();

/** The name of an extended resource, such as `nvidia.com/gpu`. */
const acceleratorName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?\/[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);

const quotaShape = {
  cpuMilli: amount(most.cpuMilli).meta({ description: "Thousandths of a core at the same time; null is not limited." }),
  memoryBytes: amount(most.bytes).meta({ description: "Memory at the same time; null is not limited." }),
  storageBytes: amount(most.bytes).meta({ description: "Volumes of the project in a cluster; null is not limited." }),
  replicas: amount(most.count).meta({ description: "Pods of the project in a cluster at the same time; null is not limited." }),
  accelerators: z
    .record(acceleratorName, z.number().int().min(0).max(most.count))
    .meta({ description: "Devices at the same time by their resource, such as nvidia.com/gpu; others are not limited." }),
};

export const quotaView = z.object(quotaShape).meta({ id: "Quota", description: "What a project may use at the same time." });

export const egressInput = z
  .strictObject({
    to: z.string().trim().min(1).max(253).meta({ description: "A host name, an address or a network such as 203.0.113.0/24." }),
    ports: z.array(z.number().int().min(1).max(65_535)).max(20).default([]).meta({ description: "TCP ports; all of them when empty." }),
  })
  .meta({ id: "Egress", description: "Where jobs of a project may connect to beside Cairn." });
export type EgressInput = z.output<typeof egressInput>;

export const projectLimitsView = z
  .object({
    quota: quotaView,
    used: z.object({ cpuMilli: z.number(), memoryBytes: z.number(), accelerators: z.record(z.string(), z.number()) }),
    holders: z.array(
      z.object({
        type: z.enum(["job", "endpoint"]),
        slug: z.string(),
        name: z.string(),
        cpuMilli: z.number(),
        memoryBytes: z.number(),
        accelerators: z.record(z.string(), z.number()),
      }),
    ),
    cluster: quotaView.nullable().meta({ description: "What the cluster itself counts as used; null where there is none to ask." }),
    egress: z.array(egressInput.extend({ mayBePrivate: z.boolean() })),
    podSecurity: z.enum(podSecurities).meta({ description: "The Pod Security level of the project's namespace." }),
    isInCluster: z.boolean().meta({ description: "Whether volumes, pods and connections are limited at all." }),
    policy: policyView
      .nullable()
      .meta({ description: "Whether connections are really held back; null where that does not matter or was not tried." }),
    version: z.number().int(),
  })
  .meta({ id: "ProjectLimits", description: "What a project may use and reach, and what it uses now." });
export type ProjectLimitsView = z.output<typeof projectLimitsView>;

export const setQuotaInput = z.strictObject({ ...quotaShape, podSecurity: z.enum(podSecurities).default("restricted") });
export type SetQuotaInput = z.output<typeof setQuotaInput>;

export const setEgressInput = z.strictObject({ egress: z.array(egressInput).max(50) });
export type SetEgressInput = z.output<typeof setEgressInput>;
