import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./bootstrap.js";

const folder = path.join(root, "wrapper");
const wanted = /^go (\d+)\.(\d+)/m
  .exec(readFileSync(path.join(folder, "go.mod"), "utf8"))
  .slice(1)
  .map(Number);
const go = ["go", "/usr/local/go/bin/go"].find(isNewEnough);

if (!go) {
  console.log(`skipped: the wrapper's tests want Go ≥ ${wanted.join(".")} (https://go.dev/dl)`);
  process.exit(0);
}
const unformatted = run(path.join(path.dirname(goRoot()), "gofmt"), ["-l", "."]).stdout.trim();
if (unformatted !== "") {
  console.log(`gofmt would change: ${unformatted.split("\n").join(", ")}`);
  process.exit(1);
}
if (run(go, ["vet", "./..."], "inherit").status !== 0) process.exit(1);
// Most of what these tests do is wait.
process.exit(run(go, ["test", "-count=1", "-v", "-parallel=12", "-timeout=300s", "./..."], "inherit").status ?? 1);

function isNewEnough(command) {
  if (command.includes("/") && !existsSync(command)) return false;
  const [major, minor] = (/^go(\d+)\.(\d+)/.exec(run(command, ["env", "GOVERSION"]).stdout ?? "") ?? []).slice(1).map(Number);
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
}

function goRoot() {
  return path.join(run(go, ["env", "GOROOT"]).stdout.trim(), "bin/go");
}

function run(command, args, stdio = "pipe") {
  return spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    stdio,
    env: { ...process.env, GOTOOLCHAIN: "local", CGO_ENABLED: "0" },
  });
}
