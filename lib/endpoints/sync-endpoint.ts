import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { db, type Tx, transaction } from "@/db/client";
import { endpoints, revisions } from "@/db/schema";
import { defaultBackend } from "@/lib/compute/backends";
import { advanceRevision, type Standing, stageOf } from "@/lib/endpoints/internal/advance-revision";
import { endRevision } from "@/lib/endpoints/internal/end-revision";
import { followServices } from "@/lib/endpoints/internal/follow-revision";
import { type EndpointParts, type RevisionParts, readEndpoint } from "@/lib/endpoints/internal/read-endpoint";
import { removeRoute, setEndpoint, setRevision, setRoute } from "@/lib/endpoints/internal/write-state";
import type { Message } from "@/lib/errors";
import { notify } from "@/lib/inbox/notify";
import { enter } from "@/lib/timeline/enter";

type Ready = Extract<Standing, { is: "ready" }>;

const soonMs = 400;
const calmMs = 5_000;
/** Every gateway has read the new route by then, and what was on its way to the old revision has arrived. */
const drainMs = 5_000;

/**
 * Makes what is true of an endpoint agree with its row. The newest revision takes over once it answers; until then, and when
 * it never does, the one before keeps all requests. May be cut off at any statement.
 */
export async function syncEndpoint(id: string): Promise<Date | null> {
  const parts = await readEndpoint(id);
  if (!parts) return null;
  followServices(defaultBackend());
  const isWanted = parts.endpoint.wantsRunning && parts.endpoint.deletedAt === null && parts.project.deletedAt === null;
  return isWanted ? keepRunning(parts) : bringToEnd(parts);
}

/** Endpoints that are wanted, and those that are not while something of them still runs. */
export async function idsOfEndpointsToSync(): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ id: endpoints.id })
    .from(endpoints)
    .leftJoin(revisions, and(eq(revisions.endpointId, endpoints.id), isNull(revisions.endedAt)))
    .where(
      or(
        and(eq(endpoints.wantsRunning, true), isNull(endpoints.deletedAt)),
        inArray(endpoints.status, ["stopping"]),
        eq(revisions.endpointId, endpoints.id),
      ),
    );
  return rows.map(({ id }) => id);
}

async function bringToEnd(parts: EndpointParts): Promise<Date | null> {
  await transaction(async (tx) => {
    await (parts.endpoint.deletedAt === null ? setRoute(tx, parts, null) : removeRoute(tx, parts.endpoint.id));
    if (parts.living.length > 0) await setEndpoint(tx, parts.endpoint, { status: "stopping", message: null });
  });
  const ended = await Promise.all(parts.living.map((one) => endRevision(parts, one, { status: "stopped", message: null })));
  if (ended.includes(false)) return inMs(soonMs);
  const fresh = await readEndpoint(parts.endpoint.id);
  if (fresh) await transaction((tx) => setEndpoint(tx, fresh.endpoint, { status: "stopped", message: null }));
  return null;
}

async function keepRunning(parts: EndpointParts): Promise<Date | null> {
  const { endpoint, living } = parts;
  const newest = living.at(-1);
  // Everything failed: it stays so until someone deploys or starts it again.
  if (!newest) return null;
  const current = living.find(({ revision }) => revision.id === endpoint.currentRevisionId);
  for (const one of living) {
    if (one === newest || one === current || !isDrained(one, current)) continue;
    await endRevision(parts, one, { status: "stopped", message: null });
  }
  if (!current || current === newest) return advanceNewest(parts, newest, null);
  const standing = await advanceRevision(parts, current);
  await writeCurrent(parts, current, standing);
  return advanceNewest(parts, newest, { current, isReady: standing.is === "ready" });
}

/** The revision before, which keeps all requests meanwhile. */
interface Before {
  readonly current: RevisionParts;
  readonly isReady: boolean;
}

async function advanceNewest(parts: EndpointParts, newest: RevisionParts, before: Before | null): Promise<Date | null> {
  const { revision } = newest;
  if (revision.status === "failed")
    return wait(parts, newest, { is: "failed", message: revision.message ?? { key: "compute.lost" } }, before);
  const standing = await advanceRevision(parts, newest);
  return standing.is === "ready" ? takeOver(parts, newest, standing) : wait(parts, newest, standing, before);
}

/** A revision that got requests until a moment ago is left to answer them. */
function isDrained({ revision }: RevisionParts, current: RevisionParts | undefined): boolean {
  const switchedAt = current?.revision.readyAt?.getTime() ?? 0;
  return revision.readyAt === null || Date.now() - switchedAt >= drainMs;
}

/** All requests go to the revision that is ready; the one before ends after a while in which nothing is lost. */
async function takeOver(parts: EndpointParts, one: RevisionParts, standing: Ready): Promise<Date> {
  const { endpoint } = parts;
  const { revision } = one;
  const isFirst = revision.readyAt === null;
  const state = stateOf(standing);
  await transaction(async (tx) => {
    await setRoute(tx, parts, { revision, addresses: standing.addresses });
    await setRevision(tx, endpoint, revision, { ...state, ...(isFirst && { readyAt: new Date() }) });
    // That a newer one failed stays said until something else happens.
    const isAsBefore = state.status === "ready" && endpoint.status === "ready" && endpoint.currentRevisionId === revision.id;
    const message = isAsBefore && parts.living.length === 1 ? endpoint.message : state.message;
    await setEndpoint(tx, endpoint, { status: state.status, message, currentRevisionId: revision.id });
    await sayStanding(tx, one, standing);
  });
  return inMs(parts.living.length > 1 ? drainMs : calmMs);
}

/** Some of its replicas may be away: it answers all the same, and that is said. */
function stateOf({ addresses, wanted }: Ready): { readonly status: "ready" | "degraded"; readonly message: Message | null } {
  if (addresses.length === wanted) return { status: "ready", message: null };
  return { status: "degraded", message: { key: "endpoints.state.someAnswer", params: { count: addresses.length, wanted } } };
}

/** The current revision keeps its route while it does not answer: the gateway tries again, and its next address comes here. */
async function writeCurrent(parts: EndpointParts, current: RevisionParts, standing: Standing): Promise<void> {
  await transaction(async (tx) => {
    if (standing.is === "ready") {
      await setRoute(tx, parts, { revision: current.revision, addresses: standing.addresses });
      await setRevision(tx, parts.endpoint, current.revision, stateOf(standing));
    } else {
      const status = current.revision.readyAt ? "degraded" : "starting";
      await setRevision(tx, parts.endpoint, current.revision, { status, message: standing.message });
    }
    await sayStanding(tx, current, standing);
  });
}

/** In the timeline: that a revision stopped answering, or that it answers, for the first time or again. */
async function sayStanding(tx: Tx, one: RevisionParts, standing: Standing): Promise<void> {
  const { status, number, readyAt, createdAt } = one.revision;
  const isReady = standing.is === "ready" && (readyAt === null || stateOf(standing).status === "ready");
  if ((status === "ready") === isReady) return;
  if (isReady) {
    const key = readyAt === null ? "endpoints.timeline.ready" : "endpoints.timeline.answers";
    const seconds = Math.max(0.1, Math.round((Date.now() - createdAt.getTime()) / 100) / 10);
    await enter(tx, { ...stageOf(one), stage: "running", key, params: { revision: number, seconds } });
  } else if (readyAt !== null) {
    const { message } = standing.is === "ready" ? stateOf(standing) : standing;
    const why = message ?? { key: "endpoints.timeline.silent", params: { revision: number } };
    await enter(tx, { ...stageOf(one), stage: "starting", ...why });
  }
}

async function wait(
  parts: EndpointParts,
  one: RevisionParts,
  standing: Exclude<Standing, Ready>,
  before: Before | null,
): Promise<Date | null> {
  const { endpoint } = parts;
  if (standing.is === "failed") {
    // Written first: a look that is cut short here does not take it for one to be started.
    await transaction((tx) => setRevision(tx, endpoint, one.revision, { status: "failed", message: standing.message }));
    const isEnded = await endRevision(parts, one, { status: "failed", message: standing.message });
    if (!isEnded) return inMs(soonMs);
    await sayFailed(parts, one, standing.message, before?.current ?? null);
    return before ? inMs(calmMs) : null;
  }
  const wasReady = one.revision.readyAt !== null;
  await transaction(async (tx) => {
    await setRevision(tx, endpoint, one.revision, { status: wasReady ? "degraded" : "starting", message: standing.message });
    await sayStanding(tx, one, standing);
    const status = before ? (before.isReady ? "ready" : "degraded") : wasReady ? "degraded" : "starting";
    await setEndpoint(tx, endpoint, { status, message: standing.message });
  });
  return inMs(soonMs);
}

async function sayFailed(parts: EndpointParts, one: RevisionParts, why: Message, current: RevisionParts | null): Promise<void> {
  const { endpoint, project } = parts;
  const message: Message = current
    ? { key: "endpoints.state.keptBefore", params: { failed: one.revision.number, current: current.revision.number } }
    : why;
  await transaction(async (tx) => {
    await setEndpoint(tx, endpoint, { status: current ? "ready" : "failed", message });
    if (!current) await setRoute(tx, parts, null);
    await notify(tx, {
      userId: one.revision.createdBy,
      projectId: project.id,
      key: current ? "endpoints.inbox.revisionFailed" : "endpoints.inbox.failed",
      params: { name: endpoint.name, revision: one.revision.number },
      subject: { type: "endpoint", id: endpoint.id },
      path: `/${project.slug}/endpoints/${endpoint.slug}`,
    });
  });
}

function inMs(ms: number): Date {
  return new Date(Date.now() + ms);
}
