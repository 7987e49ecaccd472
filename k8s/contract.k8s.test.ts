import { describe } from "vitest";
import { clusterHarness } from "@/k8s/testing";
import { computeContract } from "@/lib/compute/contract";

describe.skipIf(!process.env.KUBECONFIG)("on the cluster of KUBECONFIG", () => {
  computeContract("the cluster backend", () => clusterHarness(), { mergesStreams: true, slowestStopMs: 25_000 });
});
