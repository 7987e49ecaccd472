import { checkWorkload } from "@/k8s/manifests/check-workload";
import { podTemplate } from "@/k8s/manifests/pod";
import { accessSecret, inlineSecret, type Secret } from "@/k8s/manifests/volumes";
import { jobName, labels } from "@/k8s/names";
import type { ConfigMap, KubeObject } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import { metadataOf, recordManifest } from "@/k8s/workload-record";
import type { Role, Workload } from "@/lib/compute/workload";

export interface Manifest extends KubeObject {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Everything that a batch workload is in a cluster, in the order in which it is made. */
export interface BatchManifests {
  readonly record: ConfigMap;
  readonly secrets: readonly Secret[];
  readonly service: Manifest;
  /** Lets the replicas of a gang reach each other. */
  readonly policy: Manifest | undefined;
  readonly jobs: readonly Manifest[];
}

/** A pure function of the workload: made a second time it is the same. Throws for what can never run. */
export function batchManifests(settings: ClusterSettings, workload: Workload): BatchManifests {
  checkWorkload(settings, workload);
  const inline = workload.roles.flatMap((role) => inlineSecret(settings, workload, role) ?? []);
  const access = accessSecret(settings, workload);
  return {
    record: recordManifest(settings, workload),
    secrets: [...inline, ...(access ? [access] : [])],
    service: headlessService(settings, workload),
    policy: isGang(workload) ? peersOnly(settings, workload) : undefined,
    jobs: workload.roles.map((role) => roleJob(settings, workload, role)),
  };
}

/** What lets replicas find each other by name, also before any of them is ready. */
function headlessService(settings: ClusterSettings, workload: Workload): Manifest {
  return {
    metadata: metadataOf(settings, workload, { part: "service" }),
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: { [labels.installation]: settings.installation, [labels.workload]: workload.id },
    },
  };
}

function isGang({ roles }: Workload): boolean {
  return roles.reduce((sum, { replicas }) => sum + replicas, 0) > 1;
}

function peersOnly(settings: ClusterSettings, workload: Workload): Manifest {
  const podSelector = { matchLabels: { [labels.installation]: settings.installation, [labels.workload]: workload.id } };
  return {
    metadata: metadataOf(settings, workload, { part: "policy" }),
    spec: { podSelector, policyTypes: ["Ingress"], ingress: [{ from: [{ podSelector }] }] },
  };
}

function roleJob(settings: ClusterSettings, workload: Workload, role: Role): Manifest {
  const metadata = metadataOf(settings, workload, { part: "job", role: role.name, name: jobName(workload.id, role.name) });
  return {
    metadata,
    spec: {
      completionMode: "Indexed",
      completions: role.replicas,
      parallelism: role.replicas,
      backoffLimit: 0,
      podReplacementPolicy: "Failed",
      // A rank that is replaced alone would wait for the others for ever: only who is alone comes back after a disruption.
      ...(isGang(workload) ? {} : { podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] }] } }),
      template: podTemplate(settings, workload, role, { restartPolicy: "Never" }),
    },
  };
}
