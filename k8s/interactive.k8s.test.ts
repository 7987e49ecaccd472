import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { volumeName } from "@/k8s/names";
import { type ClusterHarness, clusterHarness, openHostPath, until } from "@/k8s/testing";
import { type ComputeBackend, canExec, canScale, keepsVolumes } from "@/lib/compute/backend";
import { observedAs } from "@/lib/compute/contract";
import { fakeBackend } from "@/lib/compute/fake";
import type { Mount } from "@/lib/compute/workload";
import { newId } from "@/lib/id";

/** Keeps a line for every start in its home, then waits. */
const desk = `
import os, time
with open("/home/user/starts", "a") as starts: starts.write(os.environ["CAIRN_RANK"] + "\\n")
print(open("/home/user/starts").read().count("0"), flush=True)
time.sleep(3600)
`;

describe.skipIf(!process.env.KUBECONFIG)("interactive workloads on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  beforeAll(async () => {
    harness = await clusterHarness();
  });
  afterAll(() => harness.dispose());

  const open = (volume: string, script = desk) => {
    const home: Mount = { target: "/home/user", readOnly: false, source: { kind: "volume", id: volume } };
    const code: Mount = { target: "/code", readOnly: true, source: { kind: "inline", files: { "main.py": script } } };
    return harness.run("", { role: { mounts: [code, home] }, workload: { kind: "interactive" } });
  };
  const running = (id: string) => observedAs(harness, id, "running", ({ replicas }) => replicas[0]?.ready === true);
  const stop = async (id: string) => {
    await harness.backend().stop(id);
    expect((await observedAs(harness, id, "failed")).reason).toEqual({ key: "stopped" });
  };
  const aVolume = async () => {
    const id = newId();
    await harness.backend().createVolume({ id, projectId: "project-a", sizeBytes: 2 ** 20 });
    await openHostPath(harness.client, { namespace: harness.namespace, name: volumeName(id) });
    return id;
  };
  const run = async (id: string, command: readonly string[], input = "") => {
    const options = { role: "worker", rank: 0, command, signal: AbortSignal.timeout(20_000) };
    const execution = await harness.backend().exec(id, options);
    execution.input.end(input);
    const [output, errors, ended] = await Promise.all([text(execution.output), text(execution.errors), execution.ended]);
    return { output, errors, ...ended };
  };

  test("what it wrote into its volume is there when it starts anew, and goes only when that is asked for", async () => {
    const volume = await aVolume();
    await harness.backend().createVolume({ id: volume, projectId: "project-a", sizeBytes: 2 ** 20 });
    const id = await open(volume);
    await running(id);
    await expect(harness.backend().deleteVolume(volume)).rejects.toMatchObject({ key: "compute.volumeInUse" });
    await stop(id);
    await harness.backend().remove(id);
    expect(await harness.backend().listVolumes()).toMatchObject([
      { id: volume, projectId: "project-a", sizeBytes: 2 ** 20, isBound: true },
    ]);
    const again = await open(volume);
    await running(again);
    const options = { role: "worker", rank: 0, follow: true, signal: AbortSignal.timeout(20_000) };
    for await (const line of harness.backend().logs(again, options)) {
      expect(line.text).toBe("2");
      break;
    }
    await stop(again);
    await harness.backend().deleteVolume(volume);
    await until(async () => (await harness.backend().listVolumes()).length === 0);
    await harness.backend().deleteVolume(volume);
  });

  test("a cluster can do all of that, a backend that cannot says so by having no such verbs", () => {
    const can = (backend: ComputeBackend) => [canExec(backend), canScale(backend), keepsVolumes(backend)];
    expect([can(harness.backend()), can(fakeBackend())]).toEqual([Array(3).fill(true), Array(3).fill(false)]);
  });

  test("programs are started beside it: what they say, what they are told, how they end", async () => {
    const id = await open(await aVolume());
    await running(id);
    expect(await run(id, ["sh", "-c", "cat; echo wrong >&2; exit 3"], "深\n")).toEqual({ output: "深\n", errors: "wrong\n", code: 3 });
    expect(await run(id, ["echo", "a b", "$HOME"])).toMatchObject({ output: "a b $HOME\n", code: 0 });
    expect(await run(id, ["no-such-program"])).toMatchObject({ code: null, detail: expect.stringContaining("no-such-program") });
    const options = { role: "worker", rank: 0, signal: AbortSignal.timeout(20_000) };
    await expect(harness.backend().exec(id, { ...options, rank: 1, command: ["true"] })).rejects.toMatchObject({ code: "not_found" });
    await stop(id);
  });

  test("a terminal has the size that it is given, and ends when nobody watches any more", async () => {
    const id = await open(await aVolume());
    await running(id);
    const gone = new AbortController();
    const command = ["sh", "-c", "until stty size | grep -v ^0; do sleep 0.1; done; sleep 3600"];
    const terminal = { columns: 101, rows: 31 };
    const { output, ended } = await harness.backend().exec(id, { role: "worker", rank: 0, command, terminal, signal: gone.signal });
    let said = "";
    for await (const chunk of output) {
      said += String(chunk);
      if (said.includes("\n")) break;
    }
    expect(said).toContain("31 101");
    gone.abort();
    expect(await ended).toEqual({ code: null });
    await stop(id);
  });
});
