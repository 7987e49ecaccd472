import { pool } from "@/db/client";
import { listening } from "@/db/listen";
import { publishGroups } from "@/lib/cluster/publish-groups";
import { publishNamespaces } from "@/lib/cluster/publish-namespaces";
import { nodePublisher } from "@/lib/cluster/publish-nodes";
import { publishPolicy } from "@/lib/cluster/publish-policy";
import { keepsWatches, type WatchState } from "@/lib/compute/backend";
import { defaultBackend } from "@/lib/compute/backends";
import { purgeBin } from "@/lib/datasets/purge-bin";
import { endServices } from "@/lib/endpoints/end-services";
import { recoverLentFolders } from "@/lib/environments/build/lent-folder";
import { lookUpPending } from "@/lib/environments/look-up-pending";
import { seedEnvironments } from "@/lib/environments/seed-environments";
import { endJobs } from "@/lib/jobs/end-jobs";
import { purgeJobs } from "@/lib/jobs/purge-jobs";
import { log } from "@/lib/log";
import { measureCleanables } from "@/lib/machine/clean-folders";
import { stopAll } from "@/lib/worker/background";
import { every } from "@/lib/worker/every";
import { startHeartbeat } from "@/lib/worker/heartbeat";
import { startLoop } from "@/lib/worker/loop";
import { nouns } from "@/lib/worker/nouns";
import { answerProbes } from "../probes";

const minute = 60_000;
const hour = 60 * minute;

await recoverLentFolders();
await seedEnvironments();
const machine: Sampled = { cleanables: await measureCleanables(), watches: [] };
const backend = defaultBackend();
const publishNodes = nodePublisher(backend);
await publishNodes();
const loop = await startLoop(nouns);
const endings = [
  startHeartbeat("worker", () => ({ ...machine })),
  every("look how alive the watches are", 5_000, async () => {
    if (!keepsWatches(backend)) return;
    machine.watches = await backend.watchStates();
    machine.clusterRequests = backend.requestsAsked();
  }),
  every("tell what the nodes are", backend.name === "local" ? 5_000 : 500, publishNodes),
  every("look what the cluster has", minute, () => publishGroups(backend)),
  every("try whether network policies hold", 10 * minute, () => publishPolicy(backend)),
  every("look at the places of projects", minute, () => publishNamespaces(backend)),
  every("look up images", 10 * minute, lookUpPending),
  every("measure what can be freed", 10 * minute, async () => {
    machine.cleanables = await measureCleanables();
  }),
  // Jobs first: what they read is held by them, and their bytes go with the rest.
  every("purge the bin", hour, async () => {
    await purgeJobs();
    await purgeBin();
  }),
];
/** What the heartbeat carries. */
interface Sampled {
  cleanables: Awaited<ReturnType<typeof measureCleanables>>;
  watches: readonly WatchState[];
  clusterRequests?: number;
}

let isStopping = false;
await answerProbes(() => !isStopping);
process.send?.({ ready: true });
log.info("worker is ready");

/** Leaves jobs and services as they are: the next worker finds them. */
async function leave(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  for (const end of endings) end();
  await loop.stop();
  await stopAll();
  await listening.close();
  await pool.end();
  process.exit(0);
}

process.on("SIGTERM", () => void leave());
process.on("SIGINT", () => void leave());
process.on("disconnect", () => void leave());
process.on("message", (message: { stopServices?: boolean; stopJobs?: boolean }) => {
  void (async () => {
    if (message.stopJobs) await endJobs();
    await loop.stop();
    if (message.stopServices) await endServices();
    await leave();
  })();
});
