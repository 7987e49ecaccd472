import { spawn } from "node:child_process";
import path from "node:path";
import { bootstrap, node, outlast, root } from "./bootstrap.js";
import { preflight } from "./preflight.js";
import { settings } from "./settings.js";
import { isBuilt } from "./sources.js";
import { supervise } from "./supervise.js";

const given = settings();
const python = await preflight(given);
await bootstrap({ tools: false });
if (!isBuilt()) {
  const status = await outlast(spawn(node, [path.join(root, "scripts/build.js")], { cwd: root, stdio: "inherit" }));
  if (status !== 0) process.exit(status);
}
process.exit(await outlast(supervise({ settings: given, python, args: process.argv.slice(2) })));
