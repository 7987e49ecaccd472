import { pool } from "@/db/client";
import { listening } from "@/db/listen";
import { installationInCluster } from "@/lib/compute/backends";
import { endServices } from "@/lib/endpoints/end-services";
import { endJobs } from "@/lib/jobs/end-jobs";
import { log } from "@/lib/log";

/**
 * Before Cairn leaves a cluster: ends its workers, then jobs and endpoints while the console still takes what they leave, then removes
 * the namespaces of projects. Nothing in the database or the store is touched. Takes NAMESPACE/DEPLOYMENT of the worker and what
 * selects its pods.
 */
const [worker = "", pods = ""] = process.argv.slice(2);
const [namespace = "", name = ""] = worker.split("/");
try {
  const cluster = await installationInCluster();
  await cluster.endDeployment({ namespace, name }, pods);
  log.info("Workers have ended");
  await endJobs();
  await endServices();
  log.info("Jobs and endpoints have ended");
  await cluster.removeNamespaces();
  await cluster.removeShares();
  log.info("The namespaces of projects are gone");
} catch (error) {
  log.fatal({ err: error }, "What runs in the cluster could not be removed");
  process.exitCode = 1;
} finally {
  await listening.close();
  await pool.end();
  // The backend goes on watching.
  process.exit();
}
