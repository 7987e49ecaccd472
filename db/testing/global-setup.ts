import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "@/db/embedded/server";
import { migrate } from "@/db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrls: { readonly superuser: string; readonly owner: string; readonly runtime: string };
  }
}

/** Starts one PostgreSQL for all database tests and migrates the template that each file's database is a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "cairn-test-"));
  const server = await startEmbedded({
    folder: path.join(folder, "pg"),
    socketFolder: path.join(folder, "s"),
    passwords: { postgres: "test-superuser", cairn_owner: "test-owner", cairn_app: "test-runtime" },
    durable: false,
  });
  const client = new Client({ connectionString: server.url("postgres", "postgres") });
  await client.connect();
  await client.query("create database template_cairn owner cairn_owner");
  await client.end();
  await migrate({ ownerUrl: server.url("cairn_owner", "template_cairn"), runtimeRole: "cairn_app" });
  project.provide("databaseUrls", {
    superuser: server.url("postgres", "postgres"),
    owner: server.url("cairn_owner", "DATABASE"),
    runtime: server.url("cairn_app", "DATABASE"),
  });
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
