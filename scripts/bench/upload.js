import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, rmSync } from "node:fs";
import { copyFile, open } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { finished } from "node:stream/promises";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";
import { Upload } from "tus-js-client";
import { timed } from "./measure.js";

const GiB = 1024 ** 3;
const size = 2 * GiB;
const chunkSize = 64 * 1024 * 1024;

/** 2 GiB: copied by the system, sent to a bare tus server, sent to Cairn; the same client, the same disk, one after the other. */
export async function benchUpload({ client, projectId, scratch }) {
  mkdirSync(scratch, { recursive: true });
  const file = path.join(scratch, "2GiB");
  await writeNoise(file);
  const copying = await timed(async () => {
    await copyFile(file, `${file}.copy`);
    await flushed(`${file}.copy`);
  });
  rmSync(`${file}.copy`);
  const bare = await toBareServer(file, path.join(scratch, "bare"));
  const ours = await toCairn(file, client, projectId);
  rmSync(scratch, { recursive: true, force: true });
  return [
    row("Upload of 2 GiB against cp and fsync", copying / ours, 0.35, `${speed(ours)} of ${speed(copying)}`),
    row("Upload of 2 GiB against a bare tus server", bare / ours, 0.8, `${speed(ours)} of ${speed(bare)}`),
  ];
}

function row(what, ratio, aim, seen) {
  return { what, value: `${ratio.toFixed(2)} ×`, aim: `≥ ${aim} ×`, isMet: ratio >= aim, seen };
}

function speed(ms) {
  return `${Math.round(size / 1e6 / (ms / 1000))} MB/s`;
}

async function writeNoise(file) {
  const target = createWriteStream(file);
  const block = randomBytes(16 * 1024 * 1024);
  for (let at = 0; at < size; at += block.length) {
    // Blocks that differ, so that nothing is found to be equal.
    block.writeBigUInt64LE(BigInt(at));
    if (!target.write(Buffer.from(block))) await new Promise((resolve) => target.once("drain", resolve));
  }
  target.end();
  await finished(target);
  await flushed(file);
}

async function flushed(file) {
  const handle = await open(file, "r+");
  await handle.sync();
  await handle.close();
}

async function toBareServer(file, folder) {
  mkdirSync(folder, { recursive: true });
  const tus = new Server({ path: "/files", datastore: new FileStore({ directory: folder }) });
  const server = createServer((request, response) => tus.handle(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const ms = await timed(() => send(file, `http://127.0.0.1:${server.address().port}/files`, {}));
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
  return ms;
}

async function toCairn(file, client, projectId) {
  const dataset = await client.post("datasets", { projectId, name: `bench ${Date.now()}` });
  const draft = await client.post(`datasets/${dataset.id}/versions`);
  const grant = await client.post(`dataset-versions/${draft.id}/uploads`, { bytes: size, files: 1 });
  return timed(async () => {
    await send(file, grant.url, { authorization: `Bearer ${grant.token}` });
    await client.post(`dataset-versions/${draft.id}/commit`);
  });
}

function send(file, endpoint, headers) {
  return new Promise((resolve, reject) => {
    new Upload(createReadStream(file), {
      endpoint,
      headers,
      chunkSize,
      uploadSize: size,
      metadata: { path: "2GiB", filename: "2GiB" },
      onSuccess: resolve,
      onError: reject,
    }).start();
  });
}
