import { eq } from "drizzle-orm";
import { transaction } from "@/db/client";
import { environmentVersions } from "@/db/schema";
import { listManifest } from "@/lib/blobs/list-manifest";
import { leavesOutputsHere } from "@/lib/compute/backend";
import type { ComputeReason, ComputeReasonKey, Observation, ReplicaObservation } from "@/lib/compute/workload";
import { endpointWorkload, serverPort } from "@/lib/endpoints/endpoint-workload";
import { forget } from "@/lib/endpoints/internal/end-revision";
import { followRevision } from "@/lib/endpoints/internal/follow-revision";
import type { EndpointParts, RevisionParts } from "@/lib/endpoints/internal/read-endpoint";
import { serverSources } from "@/lib/endpoints/internal/server-sources";
import { setRevision, writeReplicas } from "@/lib/endpoints/internal/write-state";
import { askForBuild } from "@/lib/environments/ask-for-build";
import { pinImage } from "@/lib/environments/pin-image";
import { isReadyOn, workloadEnvironment } from "@/lib/environments/workload-environment";
import type { Message } from "@/lib/errors";
import { upstreamToken } from "@/lib/gateway/upstream-token";
import { readLines } from "@/lib/logs/read-lines";
import { tenantOf } from "@/lib/projects/tenant";
import { admit } from "@/lib/scheduling/admit";
import { computeNodes } from "@/lib/scheduling/compute-nodes";
import { settleNodes } from "@/lib/scheduling/settle-nodes";
import { enter, type StageEntry } from "@/lib/timeline/enter";
import { grantAccess } from "@/lib/workloads/grant-access";

/** So often a program may end before it ever answered until that counts as its answer. */
const mostFailedStarts = 3;
const absentAgainMs = 2_000;

/** Ends that say nothing against the model: a stop of Cairn, a restart of the machine, a killed shim, a hand in the cluster. Its next life is a new one. */
const comesBackAfter: ReadonlySet<ComputeReasonKey> = new Set(["stopped", "lost", "machineRestarted", "podDeleted"]);

/** Where a revision stands after a look. */
export type Standing =
  | { readonly is: "ready"; readonly addresses: readonly string[]; readonly wanted: number }
  /** Not answering (yet), and why. */
  | { readonly is: "coming"; readonly message: Message | null }
  | { readonly is: "failed"; readonly message: Message };

/** Brings one revision a step nearer to answering: environment, room, launch, and what is true of it. */
export async function advanceRevision(parts: EndpointParts, one: RevisionParts): Promise<Standing> {
  const environment = await environmentStanding(parts, one);
  if (environment) return environment;
  const room = await askForRoom(parts, one);
  if (room) return room;
  const seen = (await one.backend.observe([one.revision.id])).get(one.revision.id);
  if (seen === undefined) return { is: "coming", message: one.revision.message };
  if (seen === "absent") return absent(parts, one);
  if (one.revision.absentSince !== null) await transaction((tx) => setRevision(tx, parts.endpoint, one.revision, { absentSince: null }));
  return observed(parts, one, seen);
}

async function environmentStanding(parts: EndpointParts, one: RevisionParts): Promise<Standing | null> {
  const { environment, environmentVersion, revision, backend } = one;
  const { status } = environmentVersion;
  if (status === "failed")
    return { is: "failed", message: { key: "endpoints.state.environmentFailed", params: { name: environment.name } } };
  if (isReadyOn(backend, environmentVersion)) return null;
  const key = status === "starting" ? "timeline.environmentBuilds" : "timeline.environmentWaits";
  await transaction(async (tx) => {
    if (status === "ready")
      await tx.update(environmentVersions).set({ status: "queued" }).where(eq(environmentVersions.id, environmentVersion.id));
    await askForBuild(tx, { environment, version: environmentVersion, projectId: parts.project.id, userId: revision.createdBy });
    await setRevision(tx, parts.endpoint, revision, { message: { key } });
    await enter(tx, { ...stageOf(one), stage: "environment", key });
  });
  return { is: "coming", message: { key } };
}

async function askForRoom(parts: EndpointParts, one: RevisionParts): Promise<Standing | null> {
  const { revision, backend } = one;
  if (revision.compute !== null) return null;
  const admission = await admit(await computeNodes(backend), {
    subject: { type: "revision", id: revision.id, name: `${parts.endpoint.name} r${revision.number}` },
    compute: backend.name,
    projectId: parts.project.id,
    userId: revision.createdBy,
    resources: { cpuMilli: revision.cpuMilli, memoryBytes: revision.memoryBytes, accelerators: revision.accelerators },
    copies: revision.replicas,
    since: revision.createdAt,
  });
  if (admission.status === "never") return { is: "failed", message: admission.message };
  return transaction(async (tx): Promise<Standing | null> => {
    if (admission.status === "waiting") {
      const holder = admission.holder ? { holder: admission.holder } : {};
      await setRevision(tx, parts.endpoint, revision, { message: admission.message });
      await enter(tx, { ...stageOf(one), stage: "queued", ...admission.message, ...holder });
      return { is: "coming", message: admission.message };
    }
    const loading = loadingOf(one);
    await setRevision(tx, parts.endpoint, revision, { compute: backend.name, message: loading });
    await enter(tx, { ...stageOf(one), stage: "starting", ...loading });
    return null;
  });
}

/** The first absence after an admission means that it was never launched; a later one is believed the second time. */
async function absent(parts: EndpointParts, one: RevisionParts): Promise<Standing> {
  const { revision } = one;
  const since = revision.absentSince;
  if (revision.readyAt !== null && (since === null || Date.now() - since.getTime() < absentAgainMs)) {
    if (since === null) await transaction((tx) => setRevision(tx, parts.endpoint, revision, { absentSince: new Date() }));
    return { is: "coming", message: revision.message };
  }
  await launch(parts, one);
  return { is: "coming", message: loadingOf(one) };
}

async function observed(parts: EndpointParts, one: RevisionParts, seen: Observation): Promise<Standing> {
  const { revision, backend } = one;
  await writeReplicas(revision.id, seen.replicas);
  const nodes = seen.replicas.map(({ node }) => node);
  await transaction(async (tx) => {
    await settleNodes(tx, revision.id, nodes);
    await pinImage(tx, one.environmentVersion, seen.replicas);
  });
  const [replica] = seen.replicas;
  if (!replica) return { is: "coming", message: revision.message };
  if (seen.phase === "failed" || seen.phase === "succeeded") {
    const reason = seen.reason ?? replica.reason;
    if (!reason || !comesBackAfter.has(reason.key)) return { is: "failed", message: await whyItFailed(one, replica) };
    await backend.remove(revision.id);
    await forget(one);
    await launch(parts, one);
    return { is: "coming", message: loadingOf(one) };
  }
  for (const { rank } of seen.replicas) followRevision(revision.id, rank, backend);
  const addresses = seen.replicas.flatMap(({ ready, addresses: own }) => (ready && own[serverPort] ? [own[serverPort]] : []));
  const wanted = seen.replicas.length;
  // It takes requests over from another one only as a whole: fewer would have to carry what more did.
  const mayBegin = revision.readyAt !== null || !parts.living.some((other) => other !== one && isCurrent(parts, other));
  if (addresses.length > 0 && (addresses.length === wanted || mayBegin)) return { is: "ready", addresses, wanted };
  const failing = seen.replicas.find(({ ready, restarts }) => !ready && restarts >= mostFailedStarts);
  if (revision.readyAt === null && failing) return { is: "failed", message: await whyItFailed(one, failing) };
  const waiting = seen.replicas.find(({ ready, reason }) => !ready && reason && !isUsual(reason));
  return { is: "coming", message: waiting?.reason ? messageOf(waiting.reason) : loadingOf(one) };
}

function isCurrent({ endpoint }: EndpointParts, { revision }: RevisionParts): boolean {
  return revision.id === endpoint.currentRevisionId;
}

/** What every server goes through before it answers. */
function isUsual({ key }: ComputeReason): boolean {
  return key === "notReady" || key === "starting";
}

function messageOf({ key, params }: ComputeReason): Message {
  return { key: `compute.${key}`, params: { ...params } };
}

async function launch(parts: EndpointParts, one: RevisionParts): Promise<void> {
  const { revision, modelVersion, environmentVersion, backend } = one;
  await backend.launch(
    endpointWorkload({
      revisionId: revision.id,
      tenant: tenantOf(parts.project),
      environment: await workloadEnvironment(environmentVersion, parts.project.id),
      replicas: revision.replicas,
      files: await listManifest("model_version", modelVersion.id),
      entryPath: modelVersion.entryPath,
      modelName: parts.endpoint.slug,
      modelVersion: modelVersion.number,
      upstreamToken: upstreamToken(revision.id),
      server: await serverSources(),
      cpuMilli: revision.cpuMilli,
      memoryBytes: revision.memoryBytes,
      accelerators: revision.accelerators,
      access: leavesOutputsHere(backend)
        ? null
        : await grantAccess({ workloadId: revision.id, projectId: parts.project.id, userId: revision.createdBy }),
    }),
  );
  await transaction((tx) => setRevision(tx, parts.endpoint, revision, { absentSince: null }));
}

/** The server's own last sentence says it best; without one, how the program ended. */
async function whyItFailed({ revision }: RevisionParts, replica: ReplicaObservation): Promise<Message> {
  const { lines } = await readLines(revision.id, { limit: 20 });
  const said = lines.findLast(({ text }) => /^[A-Z].*\.$/.test(text) && !text.startsWith("Loading"))?.text;
  if (said !== undefined) return { key: "endpoints.state.said", params: { text: said.slice(0, 400) } };
  if (replica.reason) return messageOf(replica.reason);
  return { key: "endpoints.state.neverReady", params: { count: replica.restarts } };
}

function loadingOf({ model, modelVersion, revision }: RevisionParts): Message {
  return { key: "endpoints.state.loading", params: { revision: revision.number, model: model.name, version: modelVersion.number } };
}

export function stageOf({ revision }: RevisionParts): Pick<StageEntry, "subject" | "attempt"> {
  return { subject: { type: "revision", id: revision.id }, attempt: revision.number };
}
