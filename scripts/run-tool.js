import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { bootstrap, node, onPackagedNode, outlast, root } from "./bootstrap.js";
import { exposed } from "./expose.js";
import { settings } from "./settings.js";
import { isBuilt } from "./sources.js";

/** Runs one of the shell's tools on this installation, running or not; `file` is relative to where it was typed. */
export async function runTool(script, { name, file, args = [] }) {
  await bootstrap({ tools: false });
  await onPackagedNode(script);
  if (!isBuilt()) {
    const built = await outlast(spawn(node, [path.join(root, "scripts/build.js")], { cwd: root, stdio: "inherit" }));
    if (built !== 0) process.exit(built);
  }
  const given = settings();
  mkdirSync(given.CAIRN_DATA, { recursive: true });
  const place = file && path.resolve(process.env.INIT_CWD ?? ".", file);
  const tool = (at) => [node, "--enable-source-maps", path.join(root, "dist/processes/tool.js"), name, ...(at ? [at] : []), ...args];
  const stdio = ["inherit", "inherit", "inherit"];
  let command = exposed(tool(place), [root, given.CAIRN_DATA]);
  if (command[0] === "unshare" && place) {
    // Its folder may be covered there; an open folder stays reachable.
    stdio.push(openSync(path.dirname(place), "r"));
    command = exposed(tool(`/proc/self/fd/3/${path.basename(place)}`), [root, given.CAIRN_DATA]);
  }
  process.exit(await outlast(spawn(command[0], command.slice(1), { cwd: root, stdio, env: { ...given, CAIRN_PROCESS: "supervisor" } })));
}
