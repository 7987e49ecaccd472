import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./bootstrap.js";

/** The settings that the processes start with: what was given, and what follows from it. */
export function settings(given = process.env) {
  const data = path.resolve(root, given.CAIRN_DATA || ".cairn");
  const webPort = given.CAIRN_WEB_PORT || "3000";
  const gatewayPort = given.CAIRN_GATEWAY_PORT || "3001";
  return {
    ...given,
    // Whoever names a cluster means to use it; CAIRN_COMPUTE=local says otherwise.
    CAIRN_COMPUTE: given.CAIRN_COMPUTE || (given.KUBECONFIG ? "kubernetes" : "local"),
    CAIRN_DATA: data,
    CAIRN_RUNTIME: given.CAIRN_RUNTIME || runtimeFolder(data, given),
    CAIRN_WEB_PORT: webPort,
    CAIRN_GATEWAY_PORT: gatewayPort,
    CAIRN_URL: given.CAIRN_URL || `http://localhost:${webPort}`,
    CAIRN_APPS_URL: given.CAIRN_APPS_URL || `http://*.apps.localhost:${gatewayPort}`,
    CAIRN_GATEWAY_URL: given.CAIRN_GATEWAY_URL || `http://127.0.0.1:${gatewayPort}`,
  };
}

/** Sockets live outside the data folder, whose path may be too long for them (107 bytes). */
function runtimeFolder(data, given) {
  const name = `cairn-${createHash("sha256").update(data).digest("hex").slice(0, 10)}`;
  if (process.getuid?.() === 0) return path.join("/run", name);
  return given.XDG_RUNTIME_DIR ? path.join(given.XDG_RUNTIME_DIR, name) : path.join(tmpdir(), `${name}-${process.getuid?.() ?? 0}`);
}
