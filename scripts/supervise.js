import { spawn } from "node:child_process";
import path from "node:path";
import { node, root } from "./bootstrap.js";
import { exposed, refuseClosed } from "./expose.js";

/** Starts the supervisor, which starts everything else. It ends when the caller does. */
export function supervise({ settings, python, args, development = false }) {
  refuseClosed(root);
  // After the start it only waits: what the start needed for a moment would be kept by a large nursery.
  const entry = [node, "--max-semi-space-size=1", "--enable-source-maps", path.join(root, "dist/processes/supervisor.js"), ...args];
  const [command, ...rest] = exposed(entry, [root, settings.CAIRN_DATA, ...(isSystems(python) ? [] : [python.prefix])]);
  return spawn(command, rest, {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: {
      ...settings,
      CAIRN_PROCESS: "supervisor",
      CAIRN_PYTHON: python.executable,
      NODE_ENV: development ? "development" : "production",
    },
  });
}

function isSystems(python) {
  return ["/usr", "/usr/local"].includes(python.prefix);
}
