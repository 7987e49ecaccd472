import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ComputeBackend, LocalOutputs, Watch } from "@/lib/compute/backend";
import type { LogLine, Observation } from "@/lib/compute/workload";

/** What one replica does: says its lines, leaves its files, then ends with a code, by a signal, when told to, or not even then. */
export interface ReplicaPlan {
  readonly lines?: readonly string[];
  readonly errors?: readonly string[];
  readonly metrics?: readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly end: number | "SIGKILL" | "when told" | "when killed";
}

/** Anything that can run plans as workloads. */
export interface ContractHarness {
  readonly backend: () => ComputeBackend & Watch;
  /** Launches a workload of one role, `worker`, with a replica per plan, and returns its id. */
  launch(plans: readonly ReplicaPlan[], options?: { id?: string }): Promise<string>;
  /** Throws the backend object away, as a restart of the process would, and makes another. */
  renew(): Promise<void>;
  dispose(): Promise<void>;
}

/** What only some backends can tell; everything else is promised by all. */
export interface ContractLimits {
  /** A container's log does not say which stream a line was written to. */
  readonly mergesStreams?: boolean;
  /** How long a program that does not mind being told to end may be seen, whose grace is a second. */
  readonly slowestStopMs?: number;
}

/** What every backend promises. Each test is one sentence of the port's documentation. */
export function computeContract(name: string, make: () => Promise<ContractHarness>, limits: ContractLimits = {}): void {
  const { mergesStreams = false, slowestStopMs = 6000 } = limits;
  describe(`${name} keeps the compute contract`, () => {
    let harness: ContractHarness;
    beforeAll(async () => {
      harness = await make();
    });
    afterAll(() => harness.dispose());

    const seen = (id: string, phase: Observation["phase"]) => observedAs(harness, id, phase);

    test("a program that ends well has succeeded with exit code 0", async () => {
      const id = await harness.launch([{ lines: ["hello"], end: 0 }]);
      const observation = await seen(id, "succeeded");
      expect(observation.replicas[0]).toMatchObject({ role: "worker", rank: 0, phase: "succeeded", exit: { code: 0, signal: null } });
      expect(observation.reason).toBeUndefined();
    });

    test("a program that fails says its exit code", async () => {
      const id = await harness.launch([{ end: 7 }]);
      const observation = await seen(id, "failed");
      expect(observation.reason).toEqual({ key: "exited", params: { code: 7 } });
      expect(observation.replicas[0]?.exit).toMatchObject({ code: 7, signal: null });
    });

    test("a program that is killed says by which signal", async () => {
      const id = await harness.launch([{ end: "SIGKILL" }]);
      expect((await seen(id, "failed")).reason).toEqual({ key: "signalled", params: { signal: "SIGKILL" } });
    });

    test("launching the same id twice changes nothing", async () => {
      const id = await harness.launch([{ lines: ["once"], end: 0 }]);
      await seen(id, "succeeded");
      await harness.launch([{ lines: ["twice"], end: 3 }], { id });
      expect(await texts(harness, id)).toEqual(["once"]);
      expect((await seen(id, "succeeded")).replicas).toHaveLength(1);
    });

    test("what was never launched is absent, and so is what was removed", async () => {
      const id = await harness.launch([{ end: 0 }]);
      await seen(id, "succeeded");
      expect(await harness.backend().list()).toContain(id);
      await harness.backend().remove(id);
      const observed = await harness.backend().observe([id, "never-launched"]);
      expect([observed.get(id), observed.get("never-launched")]).toEqual(["absent", "absent"]);
      expect(await harness.backend().list()).not.toContain(id);
    });

    test("both streams are logged with their times, and reading resumes behind any line", async () => {
      const started = Date.now() - 1000;
      const id = await harness.launch([{ lines: ["first", "第二行", "", "last"], errors: ["warned"], end: 0 }]);
      await seen(id, "succeeded");
      const all = await lines(harness, id);
      const saidOn = (stream: LogLine["stream"]) => all.filter((line) => line.stream === stream).map((line) => line.text);
      if (mergesStreams) expect(all.map((line) => line.text).toSorted()).toEqual(["", "first", "last", "warned", "第二行"]);
      else expect([saidOn("stdout"), saidOn("stderr")]).toEqual([["first", "第二行", "", "last"], ["warned"]]);
      for (const line of all) expect(line.at.getTime()).toBeGreaterThan(started);
      for (const [at, line] of all.entries()) expect(await lines(harness, id, line.offset)).toEqual(all.slice(at + 1));
    });

    test("following a log ends by itself when the program has ended", async () => {
      const id = await harness.launch([{ lines: ["a", "b"], end: 0 }]);
      const followed: string[] = [];
      const options = { role: "worker", rank: 0, follow: true, signal: AbortSignal.timeout(20_000) };
      for await (const line of harness.backend().logs(id, options)) followed.push(line.text);
      expect(followed).toEqual(["a", "b"]);
    });

    test("a stopped program has failed because it was stopped, and its log stays", async () => {
      const id = await harness.launch([{ lines: ["up"], end: "when told" }]);
      await firstLine(harness, id);
      await harness.backend().stop(id);
      expect((await seen(id, "failed")).reason?.key).toBe("stopped");
      expect(await texts(harness, id)).toEqual(["up"]);
      await harness.backend().stop(id);
    });

    test("a program that does not mind being told to end is killed once its grace is over", async () => {
      const id = await harness.launch([{ lines: ["up"], end: "when killed" }]);
      await firstLine(harness, id);
      const askedAt = Date.now();
      await harness.backend().stop(id);
      expect((await seen(id, "failed")).reason).toEqual({ key: "stopped" });
      expect(Date.now() - askedAt).toBeLessThan(slowestStopMs);
    });

    test("when one replica fails the others are ended, and the reason names the one that failed", async () => {
      const id = await harness.launch([{ end: "when told" }, { end: 9 }, { end: "when told" }]);
      const observation = await seen(id, "failed");
      expect(observation.reason).toEqual({ key: "exited", params: { code: 9 } });
      expect(observation.replicas[0]?.reason).toEqual({ key: "peerFailed", params: { role: "worker", rank: 1 } });
      expect(observation.replicas.map((replica) => replica.phase)).toEqual(["failed", "failed", "failed"]);
    });

    test("a gang has succeeded when every replica has", async () => {
      const id = await harness.launch([{ end: 0 }, { end: 0 }]);
      expect((await seen(id, "succeeded")).replicas).toHaveLength(2);
    });

    test("a backend that is made anew finds what runs and what has ended", async () => {
      const running = await harness.launch([{ lines: ["on"], end: "when told" }]);
      const ended = await harness.launch([{ end: 4 }]);
      await seen(running, "running");
      await seen(ended, "failed");
      await harness.renew();
      expect((await seen(running, "running")).replicas[0]?.startedAt).toBeInstanceOf(Date);
      expect((await seen(ended, "failed")).reason).toEqual({ key: "exited", params: { code: 4 } });
      await harness.backend().stop(running);
      await seen(running, "failed");
    });

    test("changes name the workload that changed", async () => {
      const stop = new AbortController();
      const changed = harness.backend().changes({ signal: stop.signal })[Symbol.asyncIterator]();
      const first = changed.next();
      const id = await harness.launch([{ end: 0 }]);
      let change = await first;
      while (change.value !== id) change = await changed.next();
      expect(change.value).toBe(id);
      stop.abort();
      await seen(id, "succeeded");
    });

    test("a node says what it has, and how programs are kept apart on it", async () => {
      const [node] = await harness.backend().nodes();
      expect(node?.allocatable.cpuMilli).toBeGreaterThan(0);
      expect(node?.allocatable.memoryBytes).toBeGreaterThan(0);
      expect(["uid", "private-view", "none", "container"]).toContain(node?.isolation);
    });
  });
}

/** Anything that can run plans where this process can read what they leave. */
export interface LocalContractHarness extends ContractHarness {
  readonly backend: () => ComputeBackend & LocalOutputs & Watch;
}

/** What backends promise beside, whose replicas leave files where this process can read them. */
export function localOutputsContract(name: string, make: () => Promise<LocalContractHarness>): void {
  describe(`${name} keeps the contract of local outputs`, () => {
    let harness: LocalContractHarness;
    beforeAll(async () => {
      harness = await make();
    });
    afterAll(() => harness.dispose());

    const seen = (id: string, phase: Observation["phase"]) => observedAs(harness, id, phase);

    test("files left in the outputs folder are listed and read, from a failed program too", async () => {
      const id = await harness.launch([{ outputs: { "model.bin": "weights", "report/a b.txt": "深" }, end: 1 }]);
      await seen(id, "failed");
      const replica = { role: "worker", rank: 0 };
      const files = await harness.backend().listOutputs(id, replica);
      expect(files.map(({ path, size }) => [path, size])).toEqual([
        ["model.bin", 7],
        ["report/a b.txt", 3],
      ]);
      const waiting = await harness.backend().readOutput(id, replica, "report/a b.txt");
      // Whoever stores it may be busy first: an answer waits for its reader.
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(await read(waiting)).toBe("深");
      await expect(harness.backend().readOutput(id, replica, "missing")).rejects.toMatchObject({ code: "not_found" });
    });

    test("metrics are followed line by line and resume behind any of them", async () => {
      const id = await harness.launch([{ metrics: ['{"loss":1}', '{"loss":0.5}'], end: 0 }]);
      const all: { text: string; offset: number }[] = [];
      const options = { role: "worker", rank: 0, signal: AbortSignal.timeout(20_000) };
      await seen(id, "succeeded");
      for await (const line of harness.backend().followMetrics(id, options)) all.push(line);
      expect(all.map((line) => line.text)).toEqual(['{"loss":1}', '{"loss":0.5}']);
      const rest: string[] = [];
      for await (const line of harness.backend().followMetrics(id, { ...options, after: { offset: all[0]?.offset ?? 0 } }))
        rest.push(line.text);
      expect(rest).toEqual(['{"loss":0.5}']);
    });
  });
}

/** Waits until a workload is observed in a phase; what it was last is in the error. */
export async function observedAs(
  harness: Pick<ContractHarness, "backend">,
  id: string,
  phase: Observation["phase"],
  isIt: (observation: Observation) => boolean = () => true,
): Promise<Observation> {
  const deadline = Date.now() + 30_000;
  let last: Observation | "absent" | undefined;
  while (Date.now() < deadline) {
    last = (await harness.backend().observe([id])).get(id);
    if (last !== undefined && last !== "absent" && last.phase === phase && isIt(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${id} never was ${phase}, it is ${JSON.stringify(last)}`);
}

/** Waits until a running program has said something. */
export async function firstLine(harness: Pick<ContractHarness, "backend">, id: string, rank = 0): Promise<string> {
  const options = { role: "worker", rank, follow: true, signal: AbortSignal.timeout(20_000) };
  for await (const line of harness.backend().logs(id, options)) return line.text;
  throw new Error(`${id} ended without a word`);
}

export async function lines(harness: Pick<ContractHarness, "backend">, id: string, offset = 0, rank = 0): Promise<LogLine[]> {
  const options = { role: "worker", rank, after: { offset }, follow: false, signal: AbortSignal.timeout(20_000) };
  const all: LogLine[] = [];
  for await (const line of harness.backend().logs(id, options)) all.push(line);
  return all;
}

async function texts(harness: ContractHarness, id: string): Promise<string[]> {
  return (await lines(harness, id)).map((line) => line.text);
}

export async function read(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
