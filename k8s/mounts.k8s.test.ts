import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labels } from "@/k8s/names";
import { kinds, type PersistentVolume, type VolumeClaim } from "@/k8s/objects";
import { type ClusterHarness, clusterHarness, until } from "@/k8s/testing";
import { lines, observedAs } from "@/lib/compute/contract";
import { unlimited } from "@/lib/compute/tenancy";
import type { Mount } from "@/lib/compute/workload";

describe.skipIf(!process.env.KUBECONFIG)("on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  let shares: readonly string[] = ["files"];
  beforeAll(async () => {
    harness = await clusterHarness({
      tenancyOf: async (projectId) => ({ projectId, quota: unlimited, egress: [], podSecurity: "restricted", shares }),
    });
  });
  afterAll(() => harness.dispose());

  const run = (script: string, mount: Mount) => {
    const code: Mount = { target: "/code", readOnly: true, source: { kind: "inline", files: { "main.py": script } } };
    return harness.run(script, { role: { mounts: [code, mount] } });
  };
  // No machine has this address: the cluster binds the pair, and no node can mount it.
  const source: Mount["source"] = { kind: "nfs", id: "files", server: "192.0.2.1", path: "/export" };
  const files: Mount = { target: "/files", readOnly: false, source };

  const volumes = () =>
    harness.client.list<PersistentVolume>(kinds.persistentVolume, {
      labelSelector: `${labels.installation}=${harness.settings.installation}`,
    });
  const claims = () => harness.client.list<VolumeClaim>(kinds.volumeClaim, { namespace: harness.namespace, labelSelector: labels.share });
  const isBound = async (count: number) => {
    const all = [...(await volumes()), ...(await claims())];
    return all.length === 2 * count && all.every(({ status }) => status?.phase === "Bound");
  };
  const end = async (id: string) => {
    await harness.backend().stop(id);
    await observedAs(harness, id, "failed");
  };

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

  test("a claim that is not there is waited for, in words", async () => {
    const id = await run("print(1)", { target: "/data", readOnly: false, source: { kind: "claim", name: "nobody-made-it" } });
    const { reason } = await observedAs(harness, id, "pending", (seen) => seen.reason?.key === "claimMissing");
    expect(reason?.params).toEqual({ claim: "nobody-made-it", namespace: harness.namespace });
    await end(id);
  }, 60_000);

  test("a folder of a file server is bound for a project as “restricted” allows, once for reading and once for writing", async () => {
    const ids = await Promise.all([run("", files), run("", { ...files, readOnly: true }), run("", files)]);
    await until(() => isBound(2));
    expect((await claims()).map(({ spec }) => spec?.accessModes).toSorted()).toEqual([["ReadOnlyMany"], ["ReadWriteMany"]]);
    const [first = ""] = ids;
    const { reason } = await observedAs(harness, first, "pending", (seen) => seen.reason?.key === "mountFailed");
    expect(reason?.params?.detail).toContain("192.0.2.1");
    await Promise.all(ids.map(end));
  }, 180_000);

  test("a pair that somebody deleted half of is made anew", async () => {
    await until(() => isBound(2));
    await harness.client.delete(kinds.volumeClaim, "share-files", harness.namespace, { propagation: "Background" });
    await until(async () => (await volumes()).some(({ status }) => status?.phase === "Released"));
    const id = await launchedAtLast(() => run("", files));
    await until(() => isBound(2));
    await end(id);
  }, 120_000);

  test("what a project may not mount any more goes, and so do its volumes with its namespace", async () => {
    shares = [];
    await harness.backend().keepTenant("project-a");
    await until(async () => (await volumes()).length + (await claims()).length === 0);
  }, 60_000);

  /** What has to go first is said, and tried again, as the worker does. */
  async function launchedAtLast(launch: () => Promise<string>): Promise<string> {
    let id: string | undefined;
    await until(async () => {
      id = await launch().catch((error: unknown) => {
        if (error instanceof Error && error.message.includes("compute.shareEnding")) return undefined;
        throw error;
      });
      return id !== undefined;
    });
    return id ?? "";
  }
});

/** Whether one may write is also up to the driver of the volume: asked is how it is mounted. */
const tells = `
import os
print(os.path.ismount("/data"))
print("read-only" if os.statvfs("/data").f_flag & os.ST_RDONLY else "not read-only")
`;
