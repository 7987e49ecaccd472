import type { KubeClient } from "@/k8s/client";
import { workloadManifests } from "@/k8s/manifests/workload";
import { kinds, type Made, type Metadata, type OwnerReference } from "@/k8s/objects";
import { refusalOf } from "@/k8s/request";
import type { ClusterSettings } from "@/k8s/settings";
import type { Shares } from "@/k8s/shares";
import type { Tenants } from "@/k8s/tenants";
import { launchedAnnotation } from "@/k8s/workload-record";
import type { Workload } from "@/lib/compute/workload";
import { AppError } from "@/lib/errors";

interface Cluster {
  readonly client: KubeClient;
  readonly settings: ClusterSettings;
  readonly tenants: Tenants;
  readonly shares: Shares;
}

/**
 * Makes a workload exist. Its record comes first and owns the rest, so that nothing is ever left that `list` does not name; cut short
 * anywhere, the next call does what is missing, and one for a workload that is complete changes nothing.
 */
export async function launch({ client, settings, tenants, shares }: Cluster, workload: Workload): Promise<void> {
  const { record: wanted, around, makers } = workloadManifests(settings, workload);
  await tenants.ensure(workload.tenant.projectId);
  try {
    const record = await client.ensure(kinds.configMap, wanted);
    if (record.metadata.deletionTimestamp) throw new AppError("conflict", "compute.beingRemoved");
    if (record.metadata.annotations?.[launchedAnnotation]) return;
    await shares.ensure(workload);
    const owner = ownerOf(record.metadata);
    await Promise.all(around.map((one) => ensureOwned(client, one, owner)));
    await Promise.all(makers.map((one) => ensureOwned(client, one, owner)));
    const { name, namespace } = record.metadata;
    await client.patch(kinds.configMap, name, namespace, { metadata: { annotations: { [launchedAnnotation]: "true" } } });
  } catch (error) {
    // Its namespace is gone, or going.
    if ([403, 404].includes(refusalOf(error)?.status ?? 0)) tenants.forget(workload.tenant.projectId);
    throw error;
  }
}

/** Whatever removes the record removes all of it. */
function ownerOf({ name, uid = "" }: Metadata): OwnerReference {
  return { apiVersion: "v1", kind: "ConfigMap", name, uid, blockOwnerDeletion: true };
}

function ensureOwned(client: KubeClient, { kind, object }: Made, owner: OwnerReference): Promise<void> {
  return client.createOnce(kind, { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } });
}
