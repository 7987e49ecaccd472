import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { processHeartbeats } from "@/db/schema";
import { log } from "@/lib/log";
import { objectKey } from "@/lib/storage/object-key";
import { objectStore } from "@/lib/storage/store";
import { longestSilenceSeconds } from "@/lib/worker/heartbeat";

const parts = ["database", "storage", "worker", "gateway"] as const;
type Part = (typeof parts)[number];

/** Nothing of a person or a project: anyone may read it. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<Part, "ok" | "failed">>;
}

const patienceMs = 3_000;

/** Whether Cairn can do its work right now: each part named, so that it is clear which one is missing. */
export async function checkReadiness(): Promise<Readiness> {
  const heartbeats = beating();
  const outcomes: Record<Part, Promise<boolean>> = {
    database: db.execute(sql`select 1`).then(() => true),
    storage: writesAndErases(),
    worker: heartbeats.then((names) => names.has("worker")),
    gateway: heartbeats.then((names) => names.has("gateway")),
  };
  const results = await Promise.all(parts.map((part) => passes(part, outcomes[part])));
  const checks = Object.fromEntries(parts.map((part, at) => [part, results[at] ? "ok" : "failed"])) as Readiness["checks"];
  return { ready: results.every(Boolean), checks };
}

async function beating(): Promise<ReadonlySet<string>> {
  const recent = sql`${processHeartbeats.at} > now() - make_interval(secs => ${longestSilenceSeconds})`;
  const rows = await db.select({ process: processHeartbeats.process }).from(processHeartbeats).where(recent);
  return new Set(rows.map((row) => row.process));
}

async function writesAndErases(): Promise<boolean> {
  const store = objectStore();
  const key = objectKey("blobs");
  await store.put(key, Buffer.from("ready?"));
  await store.remove(key);
  return true;
}

/** An answer that does not come in time is a failure too. */
async function passes(part: Part, outcome: Promise<boolean>): Promise<boolean> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs).unref();
  });
  try {
    return await Promise.race([outcome, late]);
  } catch (error) {
    log.warn({ err: error, part }, "not ready");
    return false;
  }
}
