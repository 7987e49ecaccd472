import path from "node:path";
import { startLauncher } from "@/lib/compute/local/launcher";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { buildUid, firstTenantUid } from "@/lib/projects/tenant";

const { CAIRN_WORKER_UID: uid, CAIRN_GROUP: gid, CAIRN_LAUNCHER_SOCKET: socket } = env;
if (uid === undefined || gid === undefined || socket === undefined) {
  throw new Error("Settings that cannot be used:\n  CAIRN_WORKER_UID, CAIRN_GROUP and CAIRN_LAUNCHER_SOCKET belong together");
}
const server = await startLauncher(
  {
    dataFolder: env.CAIRN_DATA,
    runtimeFolder: env.CAIRN_RUNTIME ?? path.join(env.CAIRN_DATA, "sockets"),
    python: env.CAIRN_PYTHON ?? "/usr/bin/python3",
    firstTenantUid,
    buildUid,
    hiddenFolders: [process.cwd()],
    shimFolder: path.resolve("python/shim"),
  },
  socket,
  { uid, gid },
);
process.send?.({ ready: true });
log.info("launcher is ready");

/** What was started goes on by itself. */
function leave(): void {
  server.close();
  process.exit(0);
}

process.on("SIGTERM", leave);
process.on("SIGINT", leave);
process.on("disconnect", leave);
