import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstLine, lines, observedAs, read } from "@/lib/compute/contract";
import { replicaFolder, socketFolder, workloadFolder } from "@/lib/compute/local/folders";
import { type LocalHarness, localHarness, until, writeObject } from "@/lib/compute/local/testing";
import type { Mount, MountedFile } from "@/lib/compute/workload";

describe("processes of this machine", () => {
  let harness: LocalHarness;
  const signal = () => AbortSignal.timeout(20_000);
  const replicaOf = (id: string, rank = 0) => replicaFolder(workloadFolder(harness.settings, "project-a", id), "worker", rank);
  const stateOf = (id: string) => JSON.parse(readFileSync(path.join(replicaOf(id), "state.json"), "utf8"));
  const code = (script: string): Mount => ({ target: "/code", readOnly: true, source: { kind: "inline", files: { "main.py": script } } });

  beforeAll(() => {
    harness = localHarness();
  });
  afterAll(() => harness.dispose());

  test("a program finds what it was promised in its variables", async () => {
    const id = await harness.run("import json, os; print(json.dumps(dict(os.environ)))", {
      role: { resources: { cpuMilli: 1500, memoryBytes: 2 ** 28, accelerators: {} }, variables: { LR: "0.1" } },
    });
    await observedAs(harness, id, "succeeded");
    const seen = JSON.parse((await lines(harness, id))[0]?.text ?? "");
    expect(seen).toMatchObject({ LR: "0.1", OMP_NUM_THREADS: "2", CUDA_VISIBLE_DEVICES: "", CAIRN_RANK: "0", CAIRN_WORLD_SIZE: "1" });
    expect(seen.PATH.split(":")[0]).toBe(path.join(harness.settings.dataFolder, "environments/plain/bin"));
    for (const name of Object.keys(seen)) expect(name).not.toMatch(/DATABASE|SECRET|VITEST|NODE/);
  });

  test("input files appear at their paths, whole or cut out of a larger object, and a second program reuses them", async () => {
    writeObject(harness.settings, "blobs/aa/whole", "digits");
    writeObject(harness.settings, "blobs/bb/packed", "xxTRAINyyTEST");
    const file = (name: string, size: number, objectKey: string, objectOffset: number): MountedFile => ({
      path: name,
      size,
      objectKey,
      objectOffset,
      sha256: "0".repeat(64),
    });
    const entries = [
      file("a b.csv", 6, "blobs/aa/whole", 0),
      file("deep/train", 5, "blobs/bb/packed", 2),
      file("deep/test", 4, "blobs/bb/packed", 9),
      file("empty", 0, "blobs/aa/whole", 0),
    ];
    const script =
      "import os, pathlib; d = pathlib.Path(os.environ['CAIRN_DATA_DIR']); print({str(p.relative_to(d)): p.read_text() for p in sorted(d.rglob('*')) if p.is_file()})";
    const mounts: Mount[] = [code(script), { target: "/data", readOnly: true, source: { kind: "files", entries } }];
    const id = await harness.run("", { role: { mounts } });
    await observedAs(harness, id, "succeeded");
    expect((await lines(harness, id))[0]?.text).toBe("{'a b.csv': 'digits', 'deep/test': 'TEST', 'deep/train': 'TRAIN', 'empty': ''}");
    const cache = path.join(harness.settings.dataFolder, "inputs", "project-a");
    const before = readdirSync(cache);
    await observedAs(harness, await harness.run("", { role: { mounts } }), "succeeded");
    expect(readdirSync(cache)).toEqual(before);
  });

  test("a missing object ends the program before it starts, and says so", async () => {
    const entries = [{ path: "x", size: 1, objectKey: "blobs/no/such", objectOffset: 0, sha256: "0".repeat(64) }];
    const id = await harness.run("", {
      role: { mounts: [code(""), { target: "/data", readOnly: true, source: { kind: "files", entries } }] },
    });
    expect((await observedAs(harness, id, "failed")).reason?.key).toBe("cannotStart");
  });

  test("a command that is not there says which", async () => {
    const id = await harness.run("", { role: { command: ["no-such-tool"] } });
    const { reason } = await observedAs(harness, id, "failed");
    expect(reason).toEqual({ key: "cannotStart", params: { detail: "no-such-tool: No such file or directory" } });
  });

  test("a tree that ignores TERM and hides in sessions of its own dies after the grace", async () => {
    const script = `
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() > 0: time.sleep(600)
        os.setsid()
        break
print("up", flush=True); time.sleep(600)
`;
    const id = await harness.run(script);
    await firstLine(harness, id);
    await until(() => countMarked(id) >= 4);
    const asked = Date.now();
    await harness.backend().stop(id);
    await observedAs(harness, id, "failed");
    expect(Date.now() - asked).toBeGreaterThan(900);
    expect(Date.now() - asked).toBeLessThan(5000);
    expect(countMarked(id)).toBe(0);
  });

  test("processes that a program leaves behind are ended with it", async () => {
    const id = await harness.run("import subprocess; subprocess.Popen(['setsid', 'sleep', '600']); print('done')");
    await observedAs(harness, id, "succeeded");
    expect(countMarked(id)).toBe(0);
  });

  test("a program that takes more memory than it was given ran out of memory", async () => {
    const id = await harness.run("x = []\nwhile True: x.append(b'x' * 2**22)", {
      role: { resources: { cpuMilli: 1000, memoryBytes: 96 * 2 ** 20, accelerators: {} } },
    });
    expect((await observedAs(harness, id, "failed")).reason).toEqual({ key: "outOfMemory", params: { limitGib: 0.09 } });
  });

  test("a program is ended after its longest run time", async () => {
    const id = await harness.run("import time; time.sleep(600)", { workload: { maxRunSeconds: 1 } });
    expect((await observedAs(harness, id, "failed")).reason).toEqual({ key: "maxRunTime", params: { seconds: 1 } });
  });

  test("when the shim is killed the program is ended, and the workload is lost", async () => {
    const id = await harness.run("import os, time\nif os.fork() == 0: os.setsid()\nprint('up', flush=True)\ntime.sleep(600)");
    await firstLine(harness, id);
    process.kill(stateOf(id).shim, "SIGKILL");
    expect((await observedAs(harness, id, "failed")).reason).toEqual({ key: "lost" });
    await until(() => countMarked(id) === 0);
  });

  test("a run that an earlier boot left has ended with that boot", async () => {
    const id = await harness.run("import time; print('up', flush=True); time.sleep(600)");
    await firstLine(harness, id);
    const shim = stateOf(id).shim;
    writeFileSync(path.join(replicaOf(id), "state.json"), JSON.stringify({ ...stateOf(id), boot: "another" }));
    expect((await observedAs(harness, id, "failed")).reason).toEqual({ key: "machineRestarted" });
    process.kill(shim, "SIGKILL");
  });

  test("a pid that another process took over is not taken for the shim", async () => {
    const id = await harness.run("import time; print('up', flush=True); time.sleep(600)");
    await firstLine(harness, id);
    const { shim, shimStart } = stateOf(id);
    process.kill(shim, "SIGKILL");
    writeFileSync(path.join(replicaOf(id), "state.json"), JSON.stringify({ ...stateOf(id), shim: process.pid, shimStart: shimStart - 1 }));
    expect((await observedAs(harness, id, "failed")).reason?.key).toBe("lost");
  });

  test("the last line counts without a newline, a progress bar as it was last seen, and a long line in pieces", async () => {
    const id = await harness.run("import sys; sys.stdout.write('10%\\r50%\\r100%\\n' + 'x' * 200_000 + '\\nend')");
    await observedAs(harness, id, "succeeded");
    const texts = (await lines(harness, id)).map((line) => line.text);
    expect(texts[0]).toBe("100%");
    expect(texts.slice(1, -1).join("")).toBe("x".repeat(200_000));
    expect(texts.at(-1)).toBe("end");
  });

  test("every rank gets its number and meets the others at one address", async () => {
    const id = await harness.run("import os; print(*(os.environ[n] for n in ('RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT')))", {
      role: { replicas: 2 },
    });
    await observedAs(harness, id, "succeeded");
    const [first, second] = [(await lines(harness, id, 0, 0))[0]?.text.split(" "), (await lines(harness, id, 0, 1))[0]?.text.split(" ")];
    expect([first?.slice(0, 3), second?.slice(0, 3)]).toEqual([
      ["0", "2", "127.0.0.1"],
      ["1", "2", "127.0.0.1"],
    ]);
    expect(first?.[3]).toBe(second?.[3]);
  });

  test("links, devices and files with a second name are left out of the outputs and cannot be read", async () => {
    const script = `
import os
os.chdir(os.environ["CAIRN_OUTPUT_DIR"])
open("good", "w").write("1")
os.symlink("/etc/passwd", "link"); os.symlink("/etc", "folder")
os.link("good", "second"); os.remove("second") if False else None
open("lonely", "w").write("2"); os.mkfifo("pipe")
`;
    const id = await harness.run(script);
    await observedAs(harness, id, "succeeded");
    symlinkSync("/etc/hostname", path.join(replicaOf(id), "outputs", "planted"));
    const replica = { role: "worker", rank: 0 };
    expect((await harness.backend().listOutputs(id, replica)).map((file) => file.path)).toEqual(["lonely"]);
    for (const name of ["link", "folder/passwd", "planted", "pipe", "good", "second", "../spec.json", "/etc/passwd", ""]) {
      await expect(harness.backend().readOutput(id, replica, name), name).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await read(await harness.backend().readOutput(id, replica, "lonely"))).toBe("2");
  });

  test("metrics are seen while the program runs, whole lines only", async () => {
    const script =
      "import os, time\nf = open(os.environ['CAIRN_METRICS_FILE'], 'a')\nf.write('{\"a\":1}\\n{\"b\"'); f.flush(); time.sleep(0.3); f.write(':2}\\n'); f.flush(); time.sleep(600)";
    const id = await harness.run(script);
    await observedAs(harness, id, "running");
    const seen: string[] = [];
    for await (const { text } of harness.backend().followMetrics(id, { role: "worker", rank: 0, signal: signal() })) {
      seen.push(text);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(['{"a":1}', '{"b":2}']);
  });

  test("a line is read within a moment of being written", async () => {
    const id = await harness.run("import time\nfor i in range(20):\n  print(time.time(), flush=True); time.sleep(0.05)");
    const delays: number[] = [];
    for await (const line of harness.backend().logs(id, { role: "worker", rank: 0, follow: true, signal: signal() }))
      delays.push(Date.now() - Number(line.text) * 1000);
    expect(delays).toHaveLength(20);
    expect(delays.sort((a, b) => a - b)[10]).toBeLessThan(250);
  });

  test("nothing is left of what was removed", async () => {
    const id = await harness.run("import os; os.makedirs('a/b'); open('a/b/c', 'w'); os.chmod('a/b', 0)");
    await observedAs(harness, id, "succeeded");
    await harness.backend().remove(id);
    expect(existsSync(workloadFolder(harness.settings, "project-a", id))).toBe(false);
    expect(existsSync(socketFolder(harness.settings, id, "worker", 0))).toBe(false);
  });

  test("what still runs is not removed", async () => {
    const id = await harness.run("import time; print('up', flush=True); time.sleep(600)");
    await firstLine(harness, id);
    await expect(harness.backend().remove(id)).rejects.toMatchObject({ code: "conflict" });
    expect((await harness.backend().observe([id])).get(id)).toMatchObject({ phase: "running" });
  });

  test("a replica folder shows others nothing", async () => {
    const id = await harness.run("print(1)");
    await observedAs(harness, id, "succeeded");
    for (const name of ["spec.json", "exit.json", "log", "work", "outputs", "home", "tmp"]) {
      expect(statSync(path.join(replicaOf(id), name)).mode & 0o007, name).toBe(0);
    }
  });
});

function countMarked(id: string): number {
  return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && environOf(pid).includes(`CAIRN_RUN=${id}.`)).length;
}

function environOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}
