import { existsSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { migrate } from "@/db/migrate";
import { env } from "@/lib/env";
import { accountOf } from "./accounts";
import { checkCluster } from "./check-cluster";
import { checkPort } from "./check-port";
import { checkStorage } from "./check-storage";
import { childEnvironment, type Given, type ProcessName } from "./child-environment";
import { claim, forget } from "./claim";
import { type Folders, prepareFolders } from "./folders";
import { type KeptDatabase, keepDatabase } from "./keep-database";
import { type KeptProcess, keepRunning } from "./keep-running";
import { readDatabasePasswords, readMasterKeys } from "./keys";
import { Refusal } from "./refusal";
import { removeRuntime } from "./remove-runtime";
import { makeSetupLink } from "./setup-link";
import { openTerminal, type Terminal } from "./terminal";
import { watchDisk } from "./watch-disk";

interface Running {
  readonly folders: Folders;
  readonly terminal: Terminal;
  database: KeptDatabase | undefined;
  readonly processes: KeptProcess[];
}

await start().catch((error: unknown) => {
  process.stderr.write(`✗ ${error instanceof Refusal ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});

async function start(): Promise<void> {
  // Owner and group only: what the processes write is nobody else's.
  process.umask(process.getuid?.() === 0 ? 0o007 : 0o077);
  const folders = prepareFolders();
  await claim(folders.run);
  const running: Running = {
    folders,
    terminal: openTerminal(path.join(folders.logs, "supervisor.log")),
    database: undefined,
    processes: [],
  };
  stopOnSignals(running);
  try {
    await checkPort("CAIRN_WEB_PORT", env.CAIRN_WEB_PORT, env.CAIRN_LISTEN);
    await checkPort("CAIRN_GATEWAY_PORT", env.CAIRN_GATEWAY_PORT, env.CAIRN_LISTEN);
    await checkStorage();
    await startAll(running);
  } catch (error) {
    await stopAll(running, { stopJobs: false });
    throw error;
  }
}

async function startAll(running: Running): Promise<void> {
  const { folders, terminal } = running;
  const keys = readMasterKeys(folders.keys);
  const kubeconfigs = await checkCluster(folders);
  const given = { folders, keys, databaseUrl: await prepareDatabase(running), kubeconfigs };
  const startedAt = performance.now();
  for (const name of processNames()) running.processes.push(keepRunning(plan(name, running, given)));
  watchDisk(folders.data, terminal);
  acceptRestarts(running);
  await allReady(running);
  terminal.done(running.processes.map((one) => one.name).join(", "), startedAt);
  await tellWhere(terminal, childEnvironment("shell", given));
}

/** The runtime role's address, with the schema up to date. */
async function prepareDatabase(running: Running): Promise<string> {
  const startedAt = performance.now();
  if (env.DATABASE_URL === "") {
    running.database = await keepDatabase(running.folders, readDatabasePasswords(running.folders.keys), running.terminal);
  }
  const runtimeUrl = running.database?.url("cairn_app") ?? env.DATABASE_URL;
  const ownerUrl = running.database?.url("cairn_owner") ?? env.CAIRN_MIGRATE_URL ?? env.DATABASE_URL;
  try {
    await migrate({ ownerUrl, runtimeRole: new Client({ connectionString: runtimeUrl }).user ?? "cairn_app" });
  } catch (error) {
    throw new Refusal(explainMigration(error, running.folders));
  }
  running.terminal.done("Database", startedAt);
  return runtimeUrl;
}

function explainMigration(error: unknown, folders: Folders): string {
  const words: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) words.push(cause.message);
  if (words.some((one) => /No space left on device|could not extend file|disk full/i.test(one))) {
    return `The database could not be brought up to date: the disk of ${folders.data} is full. Nothing was changed; free some space, then type npm start again.`;
  }
  return `The database could not be brought up to date; nothing was changed. It said: ${words.at(-1) ?? String(error)}`;
}

/** As root a small launcher is the only part that stays root. */
function processNames(): ProcessName[] {
  const names: ProcessName[] = [...(process.getuid?.() === 0 ? (["launcher"] as const) : []), "web", "worker", "gateway"];
  return names.filter((name) => existsSync(path.resolve("dist/processes", `${name}.js`)));
}

function plan(name: ProcessName, { folders, terminal }: Running, given: Given) {
  const isDevelopment = env.NODE_ENV === "development";
  // While developing, Next writes below the project, which is root's.
  const account = name === "launcher" || name === "shell" || (name === "web" && isDevelopment) ? undefined : accountOf(name);
  return {
    name,
    account,
    // A small nursery costs a little speed and saves a quarter of the memory; only the gateway's speed is felt.
    flags: name === "gateway" ? [] : ["--max-semi-space-size=4"],
    environment: childEnvironment(name, given),
    logs: folders.logs,
    run: folders.run,
    terminal,
    onLine: isDevelopment ? (line: string) => process.stdout.write(`[${name}] ${line}\n`) : undefined,
  };
}

async function allReady(running: Running): Promise<void> {
  const waiting = new Set(running.processes.map((one) => one.name));
  const patience = setInterval(
    () => running.terminal.warn(`Still waiting for ${[...waiting].join(", ")}. Their logs stand in ${running.folders.logs}`),
    20_000,
  );
  await Promise.all(running.processes.map((one) => one.ready.then(() => waiting.delete(one.name))));
  clearInterval(patience);
}

async function tellWhere(terminal: Terminal, environment: NodeJS.ProcessEnv): Promise<void> {
  const link = await makeSetupLink(environment);
  terminal.say(`\n  Cairn is ready:  ${env.CAIRN_URL}\n`);
  if (link) terminal.say(`  Create the administrator here (works once, for 24 hours):\n  ${link}\n`);
  terminal.say("  Ctrl-C ends Cairn; running jobs go on.");
}

/** While developing, whoever rebuilt a process asks for its restart. */
function acceptRestarts(running: Running): void {
  process.on("message", (message) => {
    if (typeof message !== "object" || message === null || !("restart" in message)) return;
    running.processes.find((one) => one.name === message.restart)?.restart();
  });
}

function stopOnSignals(running: Running): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    const stopJobs = process.argv.includes("--stop-jobs");
    running.terminal.say(stopJobs ? "\nEnding Cairn and its jobs …" : "\nEnding Cairn; running jobs go on …");
    await stopAll(running, { stopJobs });
    running.terminal.say("Cairn has ended.");
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
  // Whoever started this supervisor is gone, however it ended.
  process.on("disconnect", () => void stop());
}

/**
 * First what people and jobs talk to, then the database. The worker is told to end the services that it keeps, which come back at
 * the next start, and the jobs only where somebody asked for that; a bare SIGTERM would leave both as they are.
 */
async function stopAll(running: Running, { stopJobs }: { stopJobs: boolean }): Promise<void> {
  const others = running.processes.filter((one) => one.name !== "launcher");
  const orders = (one: KeptProcess) =>
    one.name === "worker" ? { seconds: stopJobs ? 90 : 20, message: { stopServices: true, stopJobs } } : { seconds: 15 };
  await Promise.all(others.map((one) => one.stop(orders(one))));
  await Promise.all(running.processes.filter((one) => one.name === "launcher").map((one) => one.stop({ seconds: 5 })));
  await running.database?.stop();
  removeRuntime(running.folders);
  forget(running.folders.run, "supervisor");
}
