import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { progress } from "./progress.js";
import { refuse } from "./refuse.js";

/** The folder of the project. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Node.js 24, which comes with the project; only the bootstrap itself runs on whatever is there. */
export const node = path.join(root, "node_modules/node/bin/node");

/** Installs what the lock demands and this folder lacks; `tools` adds what only building and testing Cairn needs. */
export async function bootstrap({ tools }) {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    refuse(
      `Node.js ${process.versions.node} is too old: Cairn needs 20 or newer. Install it from https://nodejs.org, then type npm start again.`,
    );
  }
  const wanted = readJson("package-lock.json");
  const present = readJson("node_modules/.package-lock.json");
  if (existsSync(node) && holds(present, wanted, { tools })) return;
  const keepTools = tools || holdsSomeTool(present, wanted);
  const done = progress(keepTools ? "Installing the packages and the tools (about a minute)" : "Installing the packages (about a minute)");
  process.umask(0o022);
  // --no-save leaves the lock as it is; `npm ci` of npm 11 refuses a lock that lacks other platforms' optional packages.
  const words = await run(...npm(["install", "--no-save", keepTools ? "--include=dev" : "--omit=dev"]));
  if (words !== null) {
    done("failed");
    refuse(
      `The packages could not be installed. Check the network (npm config get registry), then type npm start again. npm said:\n${words}`,
    );
  }
  done();
}

/** Goes on with this script on the packaged Node.js; returns only there. */
export async function onPackagedNode(script) {
  if (realpathSync(process.execPath) === realpathSync(node)) return;
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", fileURLToPath(script), ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
  process.exit(await outlast(child));
}

/** Waits for a child that shares the terminal, passing on what ends it; the answer is an exit status. */
export function outlast(child) {
  // The terminal tells the whole group; only what was sent to this process alone has to be passed on.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("error", (error) => refuse(`${child.spawnfile} could not be started: ${error.message}`));
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

function readJson(name) {
  try {
    return JSON.parse(readFileSync(path.join(root, name), "utf8"));
  } catch {
    return { packages: {} };
  }
}

function holds(present, wanted, { tools }) {
  return Object.entries(wanted.packages).every(([place, entry]) => {
    const isOptional = entry.optional || entry.devOptional || entry.peer || entry.link;
    if (place === "" || isOptional || (entry.dev && !tools)) return true;
    return present.packages[place]?.version === entry.version;
  });
}

function holdsSomeTool(present, wanted) {
  return Object.entries(wanted.packages).some(([place, entry]) => entry.dev && present.packages[place]);
}

/** The npm that runs this script, else the one on the PATH. */
function npm(args) {
  const own = process.env.npm_execpath;
  return own?.endsWith("npm-cli.js") ? [process.execPath, [own, ...args]] : ["npm", args];
}

/** Null when it went well, otherwise its last words. */
function run(command, args) {
  return new Promise((resolve) => {
    let words = "";
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (words = (words + text).slice(-4000)));
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code) => resolve(code === 0 ? null : words.trim()));
  });
}
