import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ContractHarness, observedAs } from "@/lib/compute/contract";

/** What every replica of a service does: answers at its port `http`, or ends at once with a code. */
export interface ServicePlan {
  readonly replicas?: number;
  readonly endsWith?: number;
  /** Does not mind being told to end. */
  readonly isDeaf?: boolean;
}

/** Anything that can serve plans. */
export interface ServiceHarness extends Pick<ContractHarness, "backend" | "renew" | "dispose"> {
  /** Launches a service of one role, `worker`, and returns its id. */
  serve(plan: ServicePlan, options?: { id?: string }): Promise<string>;
  /** Asks a replica; what it answers tells it from the others. */
  ask(address: string): Promise<string>;
  /** Makes the program of a replica end with code 3, once. */
  crash(id: string, address: string): Promise<void>;
}

/** What every backend promises of services, which go on until they are stopped. */
export function serviceContract(name: string, make: () => Promise<ServiceHarness>, { slowestStopMs = 8000 } = {}): void {
  describe(`${name} keeps the contract of services`, () => {
    let harness: ServiceHarness;
    beforeAll(async () => {
      harness = await make();
    });
    afterAll(() => harness.dispose());

    const ready = (id: string, count = 1) =>
      observedAs(harness, id, "running", ({ replicas }) => replicas.length === count && replicas.every((one) => one.ready));
    const addressOf = async (id: string) => (await ready(id)).replicas[0]?.addresses.http ?? "";
    const stop = async (id: string) => {
      await harness.backend().stop(id);
      return observedAs(harness, id, "failed");
    };

    test("each replica is ready once it answers, at an address of its own", async () => {
      const id = await harness.serve({ replicas: 2 });
      const { replicas } = await ready(id, 2);
      expect(replicas.map(({ rank }) => rank)).toEqual([0, 1]);
      const answers = await Promise.all(replicas.map(({ addresses }) => harness.ask(addresses.http ?? "")));
      expect(new Set(answers).size).toBe(2);
      await stop(id);
    });

    test("launching the same id twice changes nothing", async () => {
      const id = await harness.serve({});
      const answer = await harness.ask(await addressOf(id));
      await harness.serve({ replicas: 2 }, { id });
      expect(await harness.ask(await addressOf(id))).toBe(answer);
      await stop(id);
    });

    test("a program that ended is started again, counted, and answers", async () => {
      const id = await harness.serve({});
      await harness.crash(id, await addressOf(id));
      const back = await observedAs(harness, id, "running", ({ replicas }) => replicas[0]?.restarts === 1 && replicas[0].ready);
      expect(await harness.ask(back.replicas[0]?.addresses.http ?? "")).not.toBe("");
      await stop(id);
    });

    test("a program that ends again and again says so, and how often", async () => {
      const id = await harness.serve({ endsWith: 5 });
      const isCrashing = ({ key }: { key?: string } = {}) => key === "crashLoop";
      const seen = await observedAs(harness, id, "pending", ({ replicas }) => isCrashing(replicas[0]?.reason));
      expect(seen.replicas[0]).toMatchObject({ ready: false, exit: { code: 5 } });
      expect(seen.replicas[0]?.reason?.params?.code).toBe(5);
      expect(seen.replicas[0]?.reason?.params?.times).toBeGreaterThanOrEqual(2);
      await stop(id);
    });

    test("one that does not mind being told to end is killed once its grace is over", async () => {
      const id = await harness.serve({ isDeaf: true });
      await ready(id);
      const askedAt = Date.now();
      await harness.backend().stop(id);
      await observedAs(harness, id, "failed");
      expect(Date.now() - askedAt).toBeLessThan(slowestStopMs);
    });

    test("one that was stopped stays so, also for a backend that is made anew, and is absent once removed", async () => {
      const id = await harness.serve({});
      await ready(id);
      await harness.renew();
      await ready(id);
      await expect(harness.backend().remove(id)).rejects.toMatchObject({ code: "conflict" });
      expect((await stop(id)).reason).toEqual({ key: "stopped" });
      await harness.renew();
      expect((await harness.backend().observe([id])).get(id)).toMatchObject({ phase: "failed", reason: { key: "stopped" } });
      await harness.backend().remove(id);
      expect((await harness.backend().observe([id])).get(id)).toBe("absent");
    });
  });
}
