import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ClusterProblem } from "@/k8s/preflight";
import { examine } from "@/lib/compute/backends";
import { env } from "@/lib/env";
import { accountOf } from "./accounts";
import type { Folders } from "./folders";
import { Refusal } from "./refusal";

/** The kubeconfig of each process that speaks to the cluster; undefined where there is none. */
export type Kubeconfigs = Readonly<Record<"web" | "worker", string>>;

/**
 * Refuses to start on a cluster that cannot be used. As root, web and worker run as accounts that may not read the file that was named:
 * each gets one of its own, which no other account reads and which goes with the runtime folder.
 */
export async function checkCluster(folders: Folders): Promise<Kubeconfigs | undefined> {
  if (env.CAIRN_COMPUTE !== "kubernetes" || env.KUBECONFIG === undefined) return undefined;
  const examined = await examine(env.KUBECONFIG);
  if ("problem" in examined) throw new Refusal(explain(examined.problem, env.KUBECONFIG));
  const handOver = (name: "web" | "worker") => write(path.join(folders.runtime, "cluster"), name, examined.kubeconfig);
  return { web: handOver("web"), worker: handOver("worker") };
}

function write(folder: string, name: "web" | "worker", text: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const file = path.join(folder, `${name}.kubeconfig`);
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o400 });
  const account = accountOf(name);
  if (account) chownSync(file, account.uid, account.gid);
  return file;
}

const alone = "Or run on this machine alone: CAIRN_COMPUTE=local npm start";

function explain(problem: ClusterProblem, file: string): string {
  switch (problem.kind) {
    case "unreadable":
      return `KUBECONFIG names ${file}, which cannot be used: ${problem.words}. ${alone}`;
    case "noCluster":
      return `KUBECONFIG names ${file}, whose current context names no cluster. Choose one: kubectl config use-context NAME. ${alone}`;
    case "program":
      return `KUBECONFIG signs in by a program of yours (${problem.name}), which Cairn's processes cannot run. Make an account for Cairn with a token of its own, as docs/cluster.md shows, then type: KUBECONFIG=$PWD/cairn.kubeconfig npm start`;
    case "away":
      return `The cluster at ${problem.server} does not answer: ${problem.words}. See whether kubectl version reaches it. ${alone}`;
    case "stranger":
      return `The cluster at ${problem.server} does not know who asks: what ${file} holds has ended or is another cluster's. Fetch it anew, then type npm start again.`;
    case "old":
      return `The cluster is Kubernetes ${problem.version}, and Cairn needs 1.29 or newer. ${alone}`;
    case "rights":
      return `The account of ${file} may not: ${problem.missing.join(", ")}. Somebody who administers the cluster can allow it (docs/cluster.md has the role), or ask for a kubeconfig that may.`;
  }
}
