import { and, asc, eq, gte, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { endpoints, endpointUsage, revisions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import { quantileMs } from "@/lib/gateway/latency";

export const usageQuery = z.object({ minutes: z.coerce.number().int().min(1).max(1_440).default(60) });

export const usageView = z
  .object({
    minutes: z.array(
      z.object({
        at: z.iso.datetime(),
        requests: z.number().int(),
        errors: z.number().int(),
        p50Ms: z.number().nullable(),
        p95Ms: z.number().nullable(),
        p99Ms: z.number().nullable(),
      }),
    ),
    byRevision: z.array(
      z.object({
        revision: z.number().int(),
        requests: z.number().int(),
        errors: z.number().int(),
        p50Ms: z.number().nullable(),
        p95Ms: z.number().nullable(),
      }),
    ),
    requests: z.number().int(),
    errors: z.number().int(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
  })
  .meta({ id: "EndpointUsage", description: "What the gateways counted, by minute. Minutes without requests are left out." });
export type UsageView = z.output<typeof usageView>;

/** Requests, errors and latency of the last minutes, as the gateways measured them up to the end of each answer. */
export async function getUsage(actor: Actor, endpointId: string, minutes: number): Promise<UsageView> {
  await authorizeRow(actor, "endpoint:read", endpoints, endpointId);
  const rows = await db
    .select({ usage: endpointUsage, revision: revisions.number })
    .from(endpointUsage)
    .innerJoin(revisions, eq(revisions.id, endpointUsage.revisionId))
    .where(and(eq(endpointUsage.endpointId, endpointId), gte(endpointUsage.minute, sql`now() - make_interval(mins => ${minutes})`)))
    .orderBy(asc(endpointUsage.minute));
  const byMinute = Map.groupBy(rows, ({ usage }) => usage.minute.toISOString());
  const byRevision = Map.groupBy(rows, ({ revision }) => revision);
  const { p99Ms: _, ...total } = sum(rows);
  return {
    minutes: [...byMinute].map(([at, list]) => ({ at, ...sum(list) })),
    byRevision: [...byRevision]
      .toSorted(([a], [b]) => b - a)
      .map(([revision, list]) => {
        const { p99Ms: __, ...rest } = sum(list);
        return { revision, ...rest };
      }),
    ...total,
  };
}

function sum(rows: readonly { readonly usage: typeof endpointUsage.$inferSelect }[]) {
  const latencies: number[] = [];
  for (const { usage } of rows) for (const [index, count] of usage.latencies.entries()) latencies[index] = (latencies[index] ?? 0) + count;
  const round = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10);
  return {
    requests: rows.reduce((total, { usage }) => total + usage.requests, 0),
    errors: rows.reduce((total, { usage }) => total + usage.errors, 0),
    p50Ms: round(quantileMs(latencies, 0.5)),
    p95Ms: round(quantileMs(latencies, 0.95)),
    p99Ms: round(quantileMs(latencies, 0.99)),
  };
}
