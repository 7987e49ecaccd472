import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { uploads } from "@/db/schema";
import { AppError, notFound } from "@/lib/errors";

const leaseSeconds = 6;
const renewMs = 1_500;
const patienceMs = 15_000;

const held = new Map<string, Lease>();

/** The right to write to one upload, held in the database: of several gateways only one writes. It is renewed until released. */
export class Lease {
  readonly uploadId: string;
  private readonly token: string;
  private readonly onWanted: () => void;
  private validUntil: number;
  private readonly renewing: NodeJS.Timeout;

  private constructor(uploadId: string, token: string, onWanted: () => void) {
    this.uploadId = uploadId;
    this.token = token;
    this.onWanted = onWanted;
    this.validUntil = performance.now() + leaseSeconds * 1000;
    this.renewing = setInterval(() => void this.renew().catch(() => undefined), renewMs);
  }

  /**
   * Waits for the lease; who holds it is asked to let go, and loses it within seconds of having died. Throws `not_found`
   * when there is no such upload, `conflict` when its holder does not let go.
   */
  static async acquire(uploadId: string, onWanted: () => void, signal?: AbortSignal): Promise<Lease> {
    const token = randomUUID();
    const giveUpAt = performance.now() + patienceMs + leaseSeconds * 1000;
    while (performance.now() < giveUpAt && !signal?.aborted) {
      const [mine] = await db
        .update(uploads)
        .set({ leaseToken: token, leaseUntil: until(), leaseWanted: false })
        .where(and(eq(uploads.id, uploadId), or(isNull(uploads.leaseToken), lt(uploads.leaseUntil, sql`now()`))))
        .returning({ id: uploads.id });
      if (mine) {
        const lease = new Lease(uploadId, token, onWanted);
        held.set(uploadId, lease);
        return lease;
      }
      const asked = await db.update(uploads).set({ leaseWanted: true }).where(eq(uploads.id, uploadId)).returning({ id: uploads.id });
      if (asked.length === 0) throw notFound();
      held.get(uploadId)?.onWanted();
      await sleep(100, undefined, signal && { signal }).catch(() => undefined);
    }
    throw new AppError("conflict", "uploads.busy", {}, { retryAfterSeconds: 5 });
  }

  /** The lease that a request of this process holds. */
  static of(uploadId: string): Lease {
    const lease = held.get(uploadId);
    if (!lease) throw new Error("written without a lease");
    return lease;
  }

  /** False once it may have passed to somebody else, also when this process was stopped for a while. */
  get isValid(): boolean {
    return performance.now() < this.validUntil;
  }

  /** As a condition: the row is still ours. */
  get isOurs() {
    return and(eq(uploads.id, this.uploadId), eq(uploads.leaseToken, this.token));
  }

  async release(): Promise<void> {
    this.end();
    await db.update(uploads).set({ leaseToken: null, leaseUntil: null, leaseWanted: false }).where(this.isOurs);
  }

  private async renew(): Promise<void> {
    const asOf = performance.now();
    const [row] = await db.update(uploads).set({ leaseUntil: until() }).where(this.isOurs).returning({ wanted: uploads.leaseWanted });
    if (!row) return this.end();
    this.validUntil = asOf + leaseSeconds * 1000;
    if (row.wanted) this.onWanted();
  }

  private end(): void {
    clearInterval(this.renewing);
    this.validUntil = 0;
    if (held.get(this.uploadId) === this) held.delete(this.uploadId);
  }
}

function until() {
  return sql`now() + make_interval(secs => ${leaseSeconds})`;
}
