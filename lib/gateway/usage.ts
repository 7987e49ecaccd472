import { inArray, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { endpoints, endpointUsage } from "@/db/schema";
import { recordObservation } from "@/lib/changes/record-change";
import { latencyBoundsMs } from "@/lib/gateway/latency";
import { log } from "@/lib/log";

interface Count {
  readonly endpointId: string;
  readonly revisionId: string;
  readonly minute: Date;
  requests: number;
  errors: number;
  readonly latencies: number[];
}

/** Counts requests per endpoint, revision and minute in memory, and adds them to the database every few seconds. */
export class Usage {
  private counts = new Map<string, Count>();
  private readonly keys = new Map<string, { at: Date; address: string }>();
  private readonly told = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  start(): void {
    this.timer = setInterval(() => void this.flush(), 5_000);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  record(endpointId: string, revisionId: string, status: number, ms: number, now = Date.now()): void {
    const minute = now - (now % 60_000);
    const name = `${endpointId} ${revisionId} ${minute}`;
    let count = this.counts.get(name);
    if (!count) {
      count = {
        endpointId,
        revisionId,
        minute: new Date(minute),
        requests: 0,
        errors: 0,
        latencies: latencyBoundsMs.map(() => 0).concat(0),
      };
      this.counts.set(name, count);
    }
    count.requests++;
    if (status >= 500) count.errors++;
    const found = latencyBoundsMs.findIndex((bound) => ms <= bound);
    const bucket = found === -1 ? latencyBoundsMs.length : found;
    count.latencies[bucket] = (count.latencies[bucket] ?? 0) + 1;
  }

  keyUsed(keyId: string, address: string): void {
    this.keys.set(keyId, { at: new Date(), address });
  }

  /** What could not be written is kept and added at the next try, an hour of it at most. */
  private async flush(): Promise<void> {
    const counts = [...this.counts.values()];
    const keys = [...this.keys];
    if (counts.length + keys.length === 0) return;
    this.counts = new Map();
    this.keys.clear();
    try {
      await transaction(async (tx) => {
        for (const count of counts) await add(tx, count);
        await this.tell(tx, new Set(counts.map(({ endpointId }) => endpointId)));
        for (const [id, { at, address }] of keys)
          await tx.execute(sql`update access_keys set last_used_at = ${at.toISOString()}, last_used_address = ${address} where id = ${id}`);
      });
    } catch (error) {
      log.debug({ err: error }, "figures kept for later");
      const oldest = Date.now() - 3_600_000;
      for (const count of counts) if (count.minute.getTime() > oldest) this.merge(count);
    }
  }

  /** Pages that show an endpoint's figures look again, once a minute at most. */
  private async tell(tx: Tx, endpointIds: ReadonlySet<string>): Promise<void> {
    const now = Date.now();
    const due = [...endpointIds].filter((id) => now - (this.told.get(id) ?? 0) >= 60_000);
    if (due.length === 0) return;
    const rows = await tx
      .select({ id: endpoints.id, name: endpoints.name, projectId: endpoints.projectId })
      .from(endpoints)
      .where(inArray(endpoints.id, due));
    for (const { id, name, projectId } of rows) {
      await recordObservation(tx, { type: "endpoint.asked", subject: { type: "endpoint", id, name }, projectId });
      this.told.set(id, now);
    }
  }

  private merge(count: Count): void {
    const name = `${count.endpointId} ${count.revisionId} ${count.minute.getTime()}`;
    const mine = this.counts.get(name);
    if (!mine) {
      this.counts.set(name, count);
      return;
    }
    mine.requests += count.requests;
    mine.errors += count.errors;
    for (const [index, each] of count.latencies.entries()) mine.latencies[index] = (mine.latencies[index] ?? 0) + each;
  }
}

async function add(tx: Tx, count: Count): Promise<void> {
  const latencies = sql`${sql.param(`{${count.latencies.join(",")}}`)}::integer[]`;
  await tx
    .insert(endpointUsage)
    .values({ ...count, latencies })
    .onConflictDoUpdate({
      target: [endpointUsage.endpointId, endpointUsage.minute, endpointUsage.revisionId],
      set: {
        requests: sql`${endpointUsage.requests} + excluded.requests`,
        errors: sql`${endpointUsage.errors} + excluded.errors`,
        latencies: sql`array(select a + b from unnest(${endpointUsage.latencies}, excluded.latencies) as both_of(a, b))`,
      },
    });
}
