import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startEmbedded } from "@/db/embedded/server";
import { freePort } from "@/scripts/free-port.js";

const { CAIRN_TEST_HOST: host = "", CAIRN_TEST_S3: s3 = "", CAIRN_TEST_S3_KEY: key = "", CAIRN_TEST_S3_SECRET: secret = "" } = process.env;

export const root = path.join(import.meta.dirname, "../..");

/** Runs a program to its end; what it said is in the error where it fails. */
export async function run(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const env = { ...process.env, ...environment };
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd: root, env, maxBuffer: 64 * 2 ** 20 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args[0]} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** What a chart's installation lives on, on this machine: a database that pods reach, and a bucket. */
export async function startGround() {
  const folder = mkdtempSync(path.join(tmpdir(), "cairn-helm-"));
  const port = await freePort();
  const rules = path.join(folder, "rules.conf");
  writeFileSync(rules, "local all all scram-sha-256\nhost all all all scram-sha-256\n", { mode: 0o644 });
  const server = await startEmbedded({
    folder: path.join(folder, "database"),
    socketFolder: path.join(folder, "s"),
    passwords: { postgres: "p", cairn_owner: "o", cairn_app: "a" },
    durable: false,
    settings: { listen_addresses: host, port: String(port), hba_file: rules, max_connections: "100" },
  });
  const bucket = `cairn-helm-${port}`;
  const store = new S3Client({
    endpoint: s3,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: key, secretAccessKey: secret },
  });
  await store.send(new CreateBucketCommand({ Bucket: bucket }));
  const database = (role: string, password: string) => `postgresql://${role}:${password}@${host}:${port}/cairn`;
  return {
    folder,
    values: {
      database: { url: database("cairn_app", "a"), migrateUrl: database("cairn_owner", "o") },
      storage: { url: `${s3}/${bucket}/cairn`, key, secret },
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A Service's port on this machine's loopback, as a person would have it. */
export async function forward(namespace: string, service: string, port: number, to: number): Promise<ChildProcess> {
  const child = spawn("kubectl", ["-n", namespace, "port-forward", `service/${service}`, `${port}:${to}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`port-forward ended (${code})`)));
  });
  return child;
}

interface Asked {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly keepAlive: boolean;
}

/** Asks without pause until it is told to stop, with `keepAlive` over one connection for as long as that is kept: how many were answered as wanted, and what else was heard. */
export function askOnAndOn({ keepAlive, ...address }: Asked) {
  const agent = new http.Agent({ keepAlive });
  let isStopping = false;
  let answered = 0;
  const failures: string[] = [];
  const asking = (async () => {
    while (!isStopping) {
      const heard = await ask({ ...address, agent }).catch((error: Error) => error.message);
      if (heard === "200") answered++;
      else failures.push(`${new Date().toISOString()} ${heard}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return async () => {
    isStopping = true;
    await asking;
    agent.destroy();
    return { answered, failures };
  };
}

function ask(address: http.RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = http.get({ ...address, timeout: 15_000 }, (response) => {
      response.resume();
      response.once("end", () => resolve(String(response.statusCode)));
    });
    sent.once("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.once("error", reject);
  });
}
