import { spawn } from "node:child_process";
import path from "node:path";
import { bootstrap, node, outlast, root } from "./bootstrap.js";
import { preflight } from "./preflight.js";
import { refuse } from "./refuse.js";
import { settings } from "./settings.js";
import { isBuilt } from "./sources.js";
import { supervise } from "./supervise.js";

const given = settings();
const python = await preflight(given);
await bootstrap({ tools: false });
if (!isBuilt()) {
  const built = await outlast(spawn(node, [path.join(root, "scripts/build.js")], { cwd: root, stdio: "inherit" }));
  if (built !== 0) process.exit(built);
}
const supervisor = supervise({ settings: given, python, args: process.argv.slice(2) });
const status = await outlast(supervisor);
if (supervisor.signalCode === "SIGKILL")
  refuse("The supervisor was killed. Type npm start again: it cleans up, and running jobs are found.");
process.exit(status);
