import { statfs } from "node:fs/promises";
import { count, eq, isNull, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { db, pool } from "@/db/client";
import { datasets, endpoints, environmentVersions, jobs, models, operations, processHeartbeats, projects, users } from "@/db/schema";
import { endpointStatuses, jobStatuses, operationStatuses } from "@/db/values";
import type { Actor } from "@/lib/auth/actor";
import { authorizePlatform } from "@/lib/auth/authorize";
import type { WatchState } from "@/lib/compute/backend";
import { env } from "@/lib/env";

/** The state of the installation in Prometheus' text format. Numbers of things, no names. */
export async function readMetrics(actor: Actor): Promise<{ contentType: string; text: string }> {
  await authorizePlatform(actor, "platform:read");
  const registry = metrics();
  return { contentType: registry.contentType, text: await registry.metrics() };
}

let made: Registry | undefined;

function metrics(): Registry {
  if (made) return made;
  made = new Registry();
  collectDefaultMetrics({ register: made, prefix: "cairn_web_" });
  countByStatus(made, "cairn_jobs", "Jobs by status.", jobs, jobs.status, jobStatuses);
  countByStatus(made, "cairn_endpoints", "Endpoints by status.", endpoints, endpoints.status, endpointStatuses);
  countByStatus(made, "cairn_operations", "Long operations by status.", operations, operations.status, operationStatuses);
  countAll(made, "cairn_environment_versions", "Built or building environments.", environmentVersions);
  for (const [name, table] of Object.entries({ users, projects, datasets, models })) {
    countAll(made, `cairn_${name}`, `Living ${name}.`, table, table.deletedAt);
  }
  measureHeartbeats(made);
  measureWatches(made);
  measureClusterRequests(made);
  measureDisk(made);
  measureConnections(made);
  return made;
}

function countByStatus(registry: Registry, name: string, help: string, table: PgTable, status: PgColumn, all: readonly string[]): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    labelNames: ["status"],
    async collect() {
      for (const one of all) this.set({ status: one }, 0);
      const rows = await db.select({ status, n: count() }).from(table).groupBy(status);
      for (const row of rows) this.set({ status: String(row.status) }, row.n);
    },
  });
}

function countAll(registry: Registry, name: string, help: string, table: PgTable, deletedAt?: PgColumn): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      const [row] = await db
        .select({ n: count() })
        .from(table)
        .where(deletedAt && isNull(deletedAt));
      this.set(row?.n ?? 0);
    },
  });
}

function measureHeartbeats(registry: Registry): void {
  new Gauge({
    name: "cairn_process_silence_seconds",
    help: "Time since a process last said that it lives.",
    registers: [registry],
    labelNames: ["process"],
    async collect() {
      const seconds = sql<number>`extract(epoch from now() - ${processHeartbeats.at})::float8`;
      const rows = await db.select({ process: processHeartbeats.process, seconds }).from(processHeartbeats);
      for (const row of rows) this.set({ process: row.process }, row.seconds);
    },
  });
}

/** As the worker's heartbeat told them: how alive the picture of a cluster is. */
function measureWatches(registry: Registry): void {
  const figures = {
    cairn_cluster_objects: ["Objects of a cluster that the worker keeps.", ({ objects }: WatchState) => objects],
    cairn_cluster_relists: ["How often a watch had to list all anew since the worker started.", ({ relists }: WatchState) => relists],
    cairn_cluster_last_event_age_seconds: [
      "Time since a watch last heard anything; bookmarks come about once a minute.",
      ({ lastEventAgeMs }: WatchState) => (lastEventAgeMs === undefined ? undefined : lastEventAgeMs / 1000),
    ],
  } as const;
  for (const [name, [help, read]] of Object.entries(figures)) {
    new Gauge({
      name,
      help,
      registers: [registry],
      labelNames: ["watch"],
      async collect() {
        this.reset();
        for (const watch of await watchStates()) {
          const value = read(watch);
          if (value !== undefined) this.set({ watch: watch.what }, value);
        }
      },
    });
  }
}

function measureClusterRequests(registry: Registry): void {
  new Gauge({
    name: "cairn_cluster_requests_total",
    help: "Requests of the worker to the cluster's API server since the worker started.",
    registers: [registry],
    async collect() {
      this.reset();
      const { clusterRequests } = await workerDetails();
      if (typeof clusterRequests === "number") this.set(clusterRequests);
      else this.remove();
    },
  });
}

async function watchStates(): Promise<readonly WatchState[]> {
  return ((await workerDetails()).watches as readonly WatchState[] | undefined) ?? [];
}

/** What the worker said with its last sign of life. */
async function workerDetails(): Promise<Record<string, unknown>> {
  const [beat] = await db
    .select({ details: processHeartbeats.details })
    .from(processHeartbeats)
    .where(eq(processHeartbeats.process, "worker"));
  return beat?.details ?? {};
}

function measureDisk(registry: Registry): void {
  new Gauge({
    name: "cairn_disk_bytes",
    help: "The disk of the data folder.",
    registers: [registry],
    labelNames: ["kind"],
    async collect() {
      const disk = await statfs(env.CAIRN_DATA);
      this.set({ kind: "free" }, disk.bavail * disk.bsize);
      this.set({ kind: "total" }, disk.blocks * disk.bsize);
    },
  });
}

function measureConnections(registry: Registry): void {
  new Gauge({
    name: "cairn_web_database_connections",
    help: "Database connections of the web process.",
    registers: [registry],
    labelNames: ["state"],
    collect() {
      this.set({ state: "idle" }, pool.idleCount);
      this.set({ state: "open" }, pool.totalCount);
      this.set({ state: "awaited" }, pool.waitingCount);
    },
  });
}
