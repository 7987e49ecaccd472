import { type Connection, connect } from "@/k8s/connection";
import { type KubeconfigProblem, readKubeconfig } from "@/k8s/kubeconfig";
import { askJson, refusalOf } from "@/k8s/request";
import { type Right, workerRights } from "@/k8s/rights";

/** Why a cluster cannot be used as it was named. */
export type ClusterProblem =
  | KubeconfigProblem
  | { readonly kind: "away"; readonly server: string; readonly words: string }
  | { readonly kind: "stranger"; readonly server: string }
  | { readonly kind: "old"; readonly version: string }
  | { readonly kind: "rights"; readonly missing: readonly string[] };

export type Examined = { readonly problem: ClusterProblem } | { readonly kubeconfig: string };

/** What Cairn needs of the API is there since then. */
const oldestMinor = 29;

/** Looks whether the cluster of a kubeconfig can be used: a version that is new enough, and every right that Cairn needs. */
export async function examineCluster(file: string): Promise<Examined> {
  const read = await readKubeconfig(file);
  if ("problem" in read) return read;
  const connection = await connect(file);
  const problem = await findProblem(connection);
  return problem ? { problem } : { kubeconfig: read.text };
}

async function findProblem(connection: Connection): Promise<ClusterProblem | null> {
  const { server } = connection;
  try {
    const version = await askJson<{ major: string; minor: string; gitVersion: string }>(connection, { method: "GET", path: "/version" });
    if (version.major === "1" && Number.parseInt(version.minor, 10) < oldestMinor) return { kind: "old", version: version.gitVersion };
    const missing = await missingRights(connection);
    return missing.length > 0 ? { kind: "rights", missing } : null;
  } catch (error) {
    if (refusalOf(error)?.status === 401) return { kind: "stranger", server };
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: "away", server, words: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** As `kubectl auth can-i` names them: `create pods/eviction`. */
async function missingRights(connection: Connection): Promise<string[]> {
  const asked = workerRights.flatMap((right) => right.verbs.map((verb) => ({ right, verb })));
  const answers = await Promise.all(asked.map(({ right, verb }) => mayI(connection, right, verb)));
  return asked.flatMap(({ right: { group, resource }, verb }, at) =>
    answers[at] ? [] : [`${verb} ${group === "" ? resource : resource.replace(/(?=\/|$)/, `.${group}`)}`],
  );
}

async function mayI(connection: Connection, { group, resource: whole }: Right, verb: string): Promise<boolean> {
  const [resource, subresource] = whole.split("/");
  const answer = await askJson<{ status: { allowed: boolean } }>(connection, {
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { group, resource, verb, ...(subresource ? { subresource } : {}) } },
    },
  });
  return answer.status.allowed;
}
