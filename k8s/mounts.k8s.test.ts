import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kinds, type VolumeClaim } from "@/k8s/objects";
import { type ClusterHarness, clusterHarness } from "@/k8s/testing";
import { lines, observedAs } from "@/lib/compute/contract";
import { unlimited } from "@/lib/compute/tenancy";
import type { Mount } from "@/lib/compute/workload";

describe.skipIf(!process.env.KUBECONFIG)("on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  let podSecurity: "restricted" | "baseline" = "restricted";
  beforeAll(async () => {
    harness = await clusterHarness({ tenancyOf: async (projectId) => ({ projectId, quota: unlimited, egress: [], podSecurity }) });
  });
  afterAll(() => harness.dispose());

  const run = (script: string, mount: Mount) => {
    const code: Mount = { target: "/code", readOnly: true, source: { kind: "inline", files: { "main.py": script } } };
    return harness.run(script, { role: { mounts: [code, mount] } });
  };
  const nfs: Mount = { target: "/files", readOnly: true, source: { kind: "nfs", server: "192.0.2.1", path: "/export" } };

  test("a claim that somebody made in the project's namespace is mounted, only to read where that is asked", async () => {
    await observedAs(harness, await harness.run("print(1)"), "succeeded");
    const metadata = { name: "shared", namespace: harness.namespace };
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "16Mi" } } };
    await harness.client.create<VolumeClaim>(kinds.volumeClaim, { metadata, spec });
    const said = async (readOnly: boolean) => {
      const id = await run(tells, { target: "/data", readOnly, source: { kind: "claim", name: "shared" } });
      await observedAs(harness, id, "succeeded");
      return (await lines(harness, id)).map(({ text }) => text);
    };
    expect(await said(true)).toEqual(["True", "read-only"]);
    expect(await said(false)).toEqual(["True", "not read-only"]);
  }, 120_000);

  test("a file server takes more than Pod Security “restricted” allows, and the words say so", async () => {
    const id = await run("", nfs);
    const { reason } = await observedAs(harness, id, "pending", (seen) => seen.reason?.key === "admissionRefused");
    expect(reason?.params?.detail).toContain("restricted volume types");
    await harness.backend().stop(id, { graceSeconds: 0 });
    await observedAs(harness, id, "failed");
  }, 60_000);

  test("where an administrator allows it, a file server that is not there is a volume that cannot be mounted", async () => {
    podSecurity = "baseline";
    await harness.backend().keepTenant("project-a");
    const id = await run("", nfs);
    const { reason } = await observedAs(harness, id, "pending", (seen) => seen.reason?.key === "mountFailed");
    expect(reason?.params?.detail).toContain("192.0.2.1");
    await harness.backend().stop(id, { graceSeconds: 0 });
    await observedAs(harness, id, "failed");
  }, 180_000);
});

/** Whether one may write is also up to the driver of the volume: asked is how it is mounted. */
const tells = `
import os
print(os.path.ismount("/data"))
print("read-only" if os.statvfs("/data").f_flag & os.ST_RDONLY else "not read-only")
`;
