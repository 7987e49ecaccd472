import { and, eq, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { endpoints, replicas, revisions, routes } from "@/db/schema";
import type { EndpointStatus } from "@/db/values";
import { recordObservation } from "@/lib/changes/record-change";
import type { ReplicaObservation } from "@/lib/compute/workload";
import type { EndpointParts, RevisionParts } from "@/lib/endpoints/internal/read-endpoint";
import type { Message } from "@/lib/errors";
import { newId } from "@/lib/id";

type Endpoint = typeof endpoints.$inferSelect;

/** Says how an endpoint is, while it is still wanted as it was when it was read; the same again tells nobody. */
export async function setEndpoint(
  tx: Tx,
  endpoint: Endpoint,
  values: { readonly status: EndpointStatus; readonly message: Message | null; readonly currentRevisionId?: string },
): Promise<void> {
  const isSame =
    endpoint.status === values.status &&
    JSON.stringify(endpoint.message) === JSON.stringify(values.message) &&
    (values.currentRevisionId === undefined || values.currentRevisionId === endpoint.currentRevisionId);
  if (isSame) return;
  const changed = await tx
    .update(endpoints)
    .set({ ...values, updatedAt: sql`now()` })
    .where(and(eq(endpoints.id, endpoint.id), eq(endpoints.wantsRunning, endpoint.wantsRunning)))
    .returning({ id: endpoints.id });
  if (changed.length > 0) await tellOf(tx, endpoint);
}

export async function setRevision(
  tx: Tx,
  endpoint: Endpoint,
  revision: RevisionParts["revision"],
  values: Partial<RevisionParts["revision"]>,
): Promise<void> {
  const isSame = Object.entries(values).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(revision[name as keyof typeof revision]),
  );
  if (isSame) return;
  await tx.update(revisions).set(values).where(eq(revisions.id, revision.id));
  await tellOf(tx, endpoint);
}

/** Tells pages that something about an endpoint is new. */
export async function tellOf(tx: Tx, endpoint: Endpoint): Promise<void> {
  const subject = { type: "endpoint", id: endpoint.id, name: endpoint.name } as const;
  await recordObservation(tx, { type: "endpoint.changed", subject, projectId: endpoint.projectId });
}

/** Where the gateway sends what is asked: to every replica that answers; nowhere without a target. It is told at once, and looks by itself every two seconds. */
export async function setRoute(
  tx: Tx,
  { endpoint, project }: Pick<EndpointParts, "endpoint" | "project">,
  target: { readonly revision: RevisionParts["revision"]; readonly addresses: readonly string[] } | null,
): Promise<void> {
  const { revision, addresses } = target ?? { addresses: [] };
  const targets = addresses.flatMap((address) =>
    revision ? [{ revisionId: revision.id, revision: revision.number, address, weight: 100 / addresses.length }] : [],
  );
  const address = `${project.slug}/${endpoint.slug}`;
  const [known] = await tx
    .select()
    .from(routes)
    .where(and(eq(routes.face, "endpoint"), eq(routes.subjectId, endpoint.id)));
  if (known && known.address === address && JSON.stringify(known.targets) === JSON.stringify(targets)) return;
  if (known) {
    await tx.update(routes).set({ address, targets, updatedAt: sql`now()` }).where(eq(routes.id, known.id));
  } else {
    await tx.insert(routes).values({ id: newId(), face: "endpoint", address, projectId: project.id, subjectId: endpoint.id, targets });
  }
  await tellGateways(tx);
}

export async function removeRoute(tx: Tx, endpointId: string): Promise<void> {
  await tx.delete(routes).where(and(eq(routes.face, "endpoint"), eq(routes.subjectId, endpointId)));
  await tellGateways(tx);
}

/** Writes down what was seen of the replicas of a revision. */
export async function writeReplicas(revisionId: string, seen: readonly ReplicaObservation[]): Promise<void> {
  await transaction(async (tx) => {
    for (const replica of seen) {
      const values = {
        phase: replica.phase,
        node: replica.node,
        restarts: replica.restarts,
        exitCode: replica.exit?.code ?? null,
        exitSignal: replica.exit?.signal ?? null,
        reason: replica.reason ? { key: `compute.${replica.reason.key}` as const, params: { ...replica.reason.params } } : null,
        startedAt: replica.startedAt ?? null,
        endedAt: replica.exit?.at ?? null,
      };
      await tx
        .insert(replicas)
        .values({ workloadId: revisionId, role: replica.role, rank: replica.rank, ...values })
        .onConflictDoUpdate({ target: [replicas.workloadId, replicas.role, replicas.rank], set: values });
    }
  });
}

export async function tellGateways(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_notify('cairn_routes', '')`);
}
