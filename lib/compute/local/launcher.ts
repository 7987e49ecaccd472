import { chmodSync, chownSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { BuildPlace } from "@/lib/compute/local/build-spec";
import { type Bounds, checkRequest, launcherRequest } from "@/lib/compute/local/launcher-request";
import { readLine } from "@/lib/compute/local/read-line";
import type { LocalSettings } from "@/lib/compute/local/settings";
import { directSpawner, type ShimOwner, type Spawner } from "@/lib/compute/local/spawner";
import { log } from "@/lib/log";

const patienceMs = 10_000;

/**
 * Answers the worker, and nobody else: the socket lies in a folder that only its account can enter. One request a connection, checked
 * against what a worker has any business to ask; everything that is started gives up root by itself.
 */
export async function startLauncher(
  settings: Pick<LocalSettings, "python" | "shimFolder"> & Bounds & BuildPlace,
  socket: string,
  owner: ShimOwner,
): Promise<Server> {
  const spawner = directSpawner(settings, owner);
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connection.on("error", () => connection.destroy());
    answer(spawner, settings, connection).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ reason }, "refused a request");
      connection.end(`${JSON.stringify({ error: reason })}\n`);
    });
  });
  const folder = path.dirname(socket);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socket, resolve));
  chownSync(socket, owner.uid, owner.gid);
  chmodSync(socket, 0o600);
  return server;
}

async function answer(spawner: Spawner, bounds: Bounds, connection: Socket): Promise<void> {
  const impatient = setTimeout(() => connection.destroy(), patienceMs);
  const line = await readLine(connection).finally(() => clearTimeout(impatient));
  const request = launcherRequest.parse(JSON.parse(line));
  checkRequest(request, bounds);
  switch (request.act) {
    case "probe":
      connection.end(`{}\n${JSON.stringify(await spawner.probe())}\n`);
      return;
    case "shim":
      await spawner.shim(request.folder, request.spec);
      connection.end("{}\n");
      return;
    case "tenant": {
      const output = await spawner.tenant(request.uid, request.tenant);
      connection.write("{}\n");
      await pipeline(output, connection).catch(() => output.destroy());
      return;
    }
    case "build": {
      const { output, cancel } = await spawner.build(request.spec);
      connection.once("end", cancel).resume();
      connection.write("{}\n");
      await pipeline(output, connection).catch(() => output.destroy());
    }
  }
}
