import { labels, managedByCairn, namespaceOf, shareClaimName, shareVolumeName } from "@/k8s/names";
import type { PersistentVolume, VolumeClaim } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import type { Mount, Workload } from "@/lib/compute/workload";

type FileServer = Extract<Mount["source"], { kind: "nfs" }>;

export interface Share {
  readonly volume: PersistentVolume;
  readonly claim: VolumeClaim;
}

/** A file server knows no sizes, and the cluster wants one; a project's quota counts it. */
const storage = "1Mi";

/** What makes each folder of a file server that a workload mounts mountable in its project: one pair for reading, one for writing. */
export function shareManifests(settings: ClusterSettings, { tenant, roles }: Workload): readonly Share[] {
  const pairs = roles.flatMap(({ mounts }) =>
    mounts.flatMap(({ source, readOnly }) => (source.kind === "nfs" ? [share(settings, tenant.projectId, source, readOnly)] : [])),
  );
  return [...new Map(pairs.map((pair) => [pair.claim.metadata.name, pair])).values()];
}

/** Each names the other, so that neither is bound to anything else. */
function share(settings: ClusterSettings, projectId: string, { id, server, path }: FileServer, readOnly: boolean): Share {
  const namespace = namespaceOf(settings.namespacePrefix, projectId);
  const claimName = shareClaimName(id, readOnly);
  const volumeName = shareVolumeName(namespace, id, readOnly);
  const own = {
    [labels.managedBy]: managedByCairn,
    [labels.installation]: settings.installation,
    [labels.project]: projectId,
    [labels.share]: id,
  };
  const accessModes = [readOnly ? "ReadOnlyMany" : "ReadWriteMany"];
  return {
    volume: {
      metadata: { name: volumeName, labels: own },
      spec: {
        accessModes,
        capacity: { storage },
        claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name: claimName },
        nfs: { server, path, ...(readOnly ? { readOnly } : {}) },
        // What lies on the file server is not Cairn's to erase.
        persistentVolumeReclaimPolicy: "Retain",
        storageClassName: "",
      },
    },
    claim: {
      metadata: { name: claimName, namespace, labels: own },
      spec: { accessModes, resources: { requests: { storage } }, storageClassName: "", volumeName },
    },
  };
}
