import { spawn } from "node:child_process";
import path from "node:path";
import { bootstrap, node, onPackagedNode, outlast, root } from "./bootstrap.js";
import { exposed } from "./expose.js";
import { settings } from "./settings.js";
import { isBuilt } from "./sources.js";

/** Runs one of the shell's tools on this installation, running or not. */
export async function runTool(script, args) {
  await bootstrap({ tools: false });
  await onPackagedNode(script);
  if (!isBuilt()) {
    const built = await outlast(spawn(node, [path.join(root, "scripts/build.js")], { cwd: root, stdio: "inherit" }));
    if (built !== 0) process.exit(built);
  }
  const given = settings();
  const entry = [node, "--enable-source-maps", path.join(root, "dist/processes/tool.js"), ...args];
  const [command, ...rest] = exposed(entry, [root, given.CAIRN_DATA]);
  process.exit(await outlast(spawn(command, rest, { cwd: root, stdio: "inherit", env: { ...given, CAIRN_PROCESS: "supervisor" } })));
}
