import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { node, root } from "./bootstrap.js";
import { bundleOptions } from "./build-product.js";

/** Sets an instance up without a browser: its administrator, with a key and a project of his own. */
export async function createFirstPerson({ setupLink, data, environment }) {
  const bundle = path.join(root, "dist/person.js");
  mkdirSync(path.dirname(bundle), { recursive: true });
  await esbuild.build({ ...bundleOptions(), entryPoints: ["scripts/person/main.ts"], outdir: undefined, outfile: bundle });
  const { cairn_app: password } = JSON.parse(readFileSync(path.join(data, "keys/database.json"), "utf8"));
  const socket = readFileSync(path.join(data, "database/postmaster.pid"), "utf8").split("\n")[4];
  const url = `postgresql://cairn_app:${encodeURIComponent(password)}@/cairn?host=${encodeURIComponent(socket)}`;
  const settings = { ...environment, DATABASE_URL: url, CAIRN_PROCESS: "shell", CAIRN_LOG_LEVEL: "silent" };
  return JSON.parse(execFileSync(node, [bundle, setupLink], { cwd: root, env: settings, encoding: "utf8" }));
}
