import { setTimeout as sleep } from "node:timers/promises";
import { KubeClient } from "@/k8s/client";
import { connect } from "@/k8s/connection";
import { labels } from "@/k8s/names";
import { kinds } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";

export interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** Takes an installation out of a cluster. */
export class Removal {
  readonly #client: KubeClient;
  readonly #installation: string;

  static async from({ kubeconfig, installation }: Pick<ClusterSettings, "kubeconfig" | "installation">): Promise<Removal> {
    return new Removal(new KubeClient(await connect(kubeconfig)), installation);
  }

  constructor(client: KubeClient, installation: string) {
    this.#client = client;
    this.#installation = installation;
  }

  /** Ends a Deployment's pods and waits until none is left: nobody starts again what is about to be removed. */
  async endDeployment({ namespace, name }: Place, labelSelector: string): Promise<void> {
    await this.#client.patch(kinds.deployment, name, namespace, { spec: { replicas: 0 } });
    while ((await this.#client.list(kinds.pod, { namespace, labelSelector })).length > 0) await sleep(500);
  }

  /** Removes the namespaces of all projects with what is in them, and waits until they are gone. Pods are given their grace. */
  async removeNamespaces(): Promise<void> {
    const labelSelector = `${labels.installation}=${this.#installation}`;
    for (;;) {
      const left = await this.#client.list(kinds.namespace, { labelSelector });
      if (left.length === 0) return;
      const alive = left.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      for (const { metadata } of alive) await this.#client.delete(kinds.namespace, metadata.name, undefined, { propagation: "Background" });
      await sleep(1000);
    }
  }

  /** Removes what bound folders of file servers to the claims of those namespaces, and waits until it is gone. The folders stay as they are. */
  async removeShares(): Promise<void> {
    const labelSelector = `${labels.installation}=${this.#installation},${labels.share}`;
    for (;;) {
      const left = await this.#client.list(kinds.persistentVolume, { labelSelector });
      if (left.length === 0) return;
      for (const { metadata } of left)
        await this.#client.delete(kinds.persistentVolume, metadata.name, undefined, { propagation: "Background" });
      await sleep(500);
    }
  }
}
