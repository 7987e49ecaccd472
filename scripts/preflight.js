import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { root } from "./bootstrap.js";
import { preflightCluster } from "./preflight-cluster.js";
import { refuse } from "./refuse.js";

const GiB = 1024 ** 3;

/** Refuses what could not work before anything is installed or built. Returns the interpreter that jobs will run on. */
export async function preflight(settings) {
  if (settings.CAIRN_COMPUTE === "kubernetes") preflightCluster(settings);
  checkDataFolder(settings.CAIRN_DATA);
  checkDisk(settings.CAIRN_DATA, existsSync(path.join(root, "dist/build.json")) ? 0.5 : 3);
  const python = findPython(settings);
  // After a killed supervisor its own processes may still hold the ports; the next one ends them before it looks again.
  if (!existsSync(path.join(settings.CAIRN_DATA, "run/supervisor.json"))) {
    await checkPort(settings, "CAIRN_WEB_PORT");
    await checkPort(settings, "CAIRN_GATEWAY_PORT");
  }
  return python;
}

function checkDataFolder(data) {
  try {
    mkdirSync(data, { recursive: true });
    const probe = path.join(data, ".writable");
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    if (error.code === "ENOSPC") refuse(`The disk of the data folder ${data} is full: free some space, then type npm start again.`);
    refuse(
      `The data folder ${data} cannot be written (${error.code}). Make it yours (sudo chown -R $USER ${quote(data)}) or name another: CAIRN_DATA=/path npm start`,
    );
  }
}

function checkDisk(data, neededGiB) {
  const disk = statfsSync(data);
  const free = disk.bavail * disk.bsize;
  if (free >= neededGiB * GiB) return;
  refuse(
    `Only ${(free / GiB).toFixed(1)} GB are free where ${data} lies, and Cairn needs ${neededGiB} GB to start. Free some space, or name another disk: CAIRN_DATA=/path npm start`,
  );
}

/** Debian's own interpreter first: it can be read by the accounts that jobs run as. */
function findPython(settings) {
  const candidates = settings.CAIRN_PYTHON
    ? [settings.CAIRN_PYTHON]
    : [
        "/usr/bin/python3",
        "python3",
        "python3.14",
        "python3.13",
        "python3.12",
        "python3.11",
        "/opt/homebrew/bin/python3",
        "/usr/local/bin/python3",
      ];
  const seen = candidates.flatMap(describePython);
  const fit = seen.find((python) => python.isFit);
  if (fit) return fit;
  const type = process.platform === "darwin" ? "brew install python@3.12" : "sudo apt-get install python3 python3-pip python3-venv";
  const best = seen[0];
  if (!best) refuse(`Python 3.11 or newer was not found. Install it (${type}) or name it: CAIRN_PYTHON=/path/to/python3 npm start`);
  const lack = best.isRecent ? "has no pip" : `is too old (${best.version}, Cairn needs 3.11 or newer)`;
  return refuse(`Python at ${best.executable} ${lack}. Install it (${type}) or name another: CAIRN_PYTHON=/path/to/python3 npm start`);
}

const question = `
import importlib.util, json, os, sys
print(json.dumps({"executable": os.path.realpath(sys.executable), "prefix": sys.base_prefix, "version": ".".join(map(str, sys.version_info[:3])),
  "isRecent": sys.version_info >= (3, 11), "isFit": sys.version_info >= (3, 11) and importlib.util.find_spec("pip") is not None}))`;

function describePython(command) {
  try {
    return [
      JSON.parse(execFileSync(command, ["-I", "-c", question], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 20_000 })),
    ];
  } catch {
    return [];
  }
}

async function checkPort(settings, name) {
  const port = Number(settings[name]);
  const error = await new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(port, settings.CAIRN_LISTEN || "127.0.0.1", () => server.close(() => resolve(null)));
  });
  if (error === null) return;
  const why = error.code === "EADDRINUSE" ? "is taken by another program" : `cannot be used (${error.code})`;
  refuse(`Port ${port} ${why}. End that program, or choose another port: ${name}=${port + 100} npm start`);
}

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
