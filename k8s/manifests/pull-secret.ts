import type { Secret } from "@/k8s/manifests/volumes";
import { workloadName } from "@/k8s/names";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf } from "@/k8s/workload-record";
import type { RegistryLogin, Role, Workload } from "@/lib/compute/workload";

/** Docker Hub is the one registry whose logins stand under another name than its images. */
const namesOfHub = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);
const hubKey = "https://index.docker.io/v1/";

/** The logins with which the images of a workload are pulled; undefined where every image is given to everybody. */
export function pullSecret(settings: ClusterSettings, workload: Workload): Secret | undefined {
  const logins = workload.roles.flatMap((role) => loginOf(role) ?? []);
  if (logins.length === 0) return undefined;
  const auths = Object.fromEntries(
    logins.map(({ registry, username, password }) => {
      const auth = Buffer.from(`${username}:${password}`).toString("base64");
      return [namesOfHub.has(registry) ? hubKey : registry, { username, password, auth }];
    }),
  );
  return {
    metadata: metadataOf(settings, workload, { part: "pull", name: pullSecretName(workload) }),
    type: "kubernetes.io/dockerconfigjson",
    data: { ".dockerconfigjson": Buffer.from(JSON.stringify({ auths })).toString("base64") },
  };
}

/** What a pod of a role names to pull its image: the installation's own, and the workload's where it has a login. */
export function pullSecretNames(settings: ClusterSettings, workload: Workload, role: Role): readonly string[] {
  return [...settings.pullSecrets, ...(loginOf(role) ? [pullSecretName(workload)] : [])];
}

function pullSecretName({ id }: Workload): string {
  return `${workloadName(id)}-pull`;
}

function loginOf({ environment }: Role): RegistryLogin | undefined {
  return environment.kind === "image" ? environment.pull : undefined;
}
