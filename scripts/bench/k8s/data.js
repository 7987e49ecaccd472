import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { node, root } from "../../bootstrap.js";
import { median, timed } from "../measure.js";

const MiB = 2 ** 20;
const rounds = 3;

/**
 * What a pod fetches before its program starts, by the wrapper with a job's own token, against `rclone copy` of the same prefix by the
 * store's keys: in turns, on this machine, into the same disk.
 */
export async function benchData(given) {
  const scratch = mkdtempSync(path.join(tmpdir(), "cairn-bench-data-"));
  try {
    const wrapper = path.join(scratch, "wrapper");
    execFileSync("go", ["build", "-o", wrapper, "."], { cwd: path.join(root, "wrapper"), env: { ...process.env, CGO_ENABLED: "0" } });
    execFileSync("rclone", ["version"]);
    const few = await compare(given, { scratch, wrapper, name: "few large files", files: 4, bytes: 128 * MiB });
    const many = await compare(given, { scratch, wrapper, name: "many small files", files: 2000, bytes: MiB / 64 });
    return [few, many];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function compare(given, { scratch, wrapper, name, files, bytes }) {
  const folder = path.join(scratch, name);
  mkdirSync(folder);
  for (let at = 0; at < files; at += 1) writeFileSync(path.join(folder, `${at}.bin`), randomBytes(bytes));
  const dataset = name.replaceAll(" ", "-");
  await runs(node, [path.join(root, "dist/cli.js"), "dataset", "push", folder, dataset], {
    CAIRN_URL: given.instance.url,
    CAIRN_TOKEN: given.token,
    CAIRN_PROJECT: (await given.client.get(`projects/${given.projectId}`)).slug,
    HOME: scratch,
  });
  const tokenFile = path.join(scratch, "token");
  const reader = await startReader(given, dataset);
  writeFileSync(tokenFile, reader.token);
  const storage = remoteOf(given.storageUrl);
  // Both datasets lie below one prefix: each copy takes its own.
  const sizes = bytes >= MiB ? ["--min-size", "1M"] : ["--max-size", "1M", "--min-size", `${bytes}B`];
  const ours = [];
  const theirs = [];
  // Nothing is deleted in between: a file system that has just let go of thousands of files is slow to make new ones.
  for (let round = 0; round < rounds; round += 1) {
    const target = path.join(scratch, `round ${round}`);
    const environment = {
      CAIRN_API: given.instance.url,
      CAIRN_TOKEN_FILE: tokenFile,
      CAIRN_MOUNTS: path.join(target, "wrapper"),
      CAIRN_BIN: path.join(scratch, "carried"),
    };
    mkdirSync(environment.CAIRN_MOUNTS, { recursive: true });
    ours.push(await timed(() => runs(wrapper, ["fetch"], environment)));
    theirs.push(await timed(() => runs("rclone", ["copy", ...sizes, storage.remote, path.join(target, "rclone")], storage.environment)));
  }
  await reader.end();
  const ratio = median(theirs) / median(ours);
  const speed = (ms) => `${Math.round((files * bytes) / 1e6 / (ms / 1000))} MB/s`;
  return {
    what: `Data download, ${files.toLocaleString("en")} × ${bytes >= MiB ? `${bytes / MiB} MiB` : `${bytes / 1024} KiB`}, against rclone copy`,
    value: `${ratio.toFixed(2)} ×`,
    aim: "≥ 0.7 ×",
    isMet: ratio >= 0.7,
    seen: `${speed(median(ours))} of ${speed(median(theirs))}, medians of ${rounds}`,
  };
}

/** A job whose pod stays for a while on a node that runs nothing, so that its token can be used here instead. */
async function startReader({ client, cluster, projectId }, dataset) {
  const { attempt } = await client.post("jobs", {
    projectId,
    name: `reads ${dataset}`,
    environment: "fake",
    code: { text: "print('done')" },
    inputs: [{ dataset }],
    cpuMilli: 100,
    memoryBytes: 64 * MiB,
  });
  const selector = encodeURIComponent(`cairn.dev/workload=${attempt.id}`);
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const { items } = await cluster.get(`/api/v1/pods?labelSelector=${selector}`);
    for (const { metadata } of items) {
      const lasts = (delay, jitter) =>
        cluster.merge(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, {
          metadata: {
            annotations: {
              "pod-complete.stage.kwok.x-k8s.io/delay": delay,
              "pod-complete.stage.kwok.x-k8s.io/jitter-delay": jitter,
            },
          },
        });
      await lasts("30m", "31m");
      const secrets = await cluster.get(`/api/v1/namespaces/${metadata.namespace}/secrets?labelSelector=${selector}`);
      const token = secrets.items.map(({ data }) => data?.token).find(Boolean);
      // A program that never ends has a log that is asked for without end: what is measured next would count that.
      if (token) return { token: Buffer.from(token, "base64").toString(), end: () => lasts(null, null) };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the job that reads came to no pod within a minute");
}

/** The same store and prefix in the words of rclone. */
function remoteOf(storageUrl) {
  const { protocol, origin, host, pathname } = new URL(storageUrl);
  const isAmazon = protocol === "s3:";
  return {
    remote: `store:${isAmazon ? host : ""}${pathname.replace(/^\//, isAmazon ? "/" : "")}`,
    environment: {
      RCLONE_CONFIG: "/dev/null",
      RCLONE_CONFIG_STORE_TYPE: "s3",
      RCLONE_CONFIG_STORE_PROVIDER: isAmazon ? "AWS" : "Other",
      ...(isAmazon ? {} : { RCLONE_CONFIG_STORE_ENDPOINT: origin, RCLONE_CONFIG_STORE_FORCE_PATH_STYLE: "true" }),
      RCLONE_CONFIG_STORE_ACCESS_KEY_ID: process.env.CAIRN_STORAGE_KEY,
      RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: process.env.CAIRN_STORAGE_SECRET,
    },
  };
}

/** Ends with the program; throws its last words where it failed. */
async function runs(command, words, environment) {
  const child = spawn(command, words, {
    env: { PATH: process.env.PATH, HOME: tmpdir(), ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = (await Array.fromAsync(child.stderr)).join("");
  const code = child.exitCode ?? (await new Promise((resolve) => child.on("close", resolve)));
  if (code !== 0) throw new Error(`${path.basename(command)} ended with ${code}: ${said.trim().split("\n").at(-1)}`);
}
