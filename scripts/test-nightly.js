import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bootstrap, node, onPackagedNode, outlast, root } from "./bootstrap.js";
import { Tally } from "./tally.js";

await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);

const { preflight } = await import("./preflight.js");
const { settings } = await import("./settings.js");
const { startInstance } = await import("./instance.js");
const { createFirstPerson } = await import("./first-person.js");
const { runSchemathesis } = await import("./nightly/schemathesis.js");

const tally = new Tally();
const python = await preflight(settings({ ...process.env, CAIRN_WEB_PORT: "0", CAIRN_GATEWAY_PORT: "0" }));

console.log("\n— Everything of npm test");
tally.add(
  (await outlast(
    spawn(node, [path.join(root, "scripts/test.js")], { cwd: root, stdio: "inherit", env: { ...process.env, CAIRN_NIGHTLY: "1" } }),
  )) === 0,
);

console.log("\n— The API as its own description allows, by schemathesis");
const instance = await startInstance({ environment: { CAIRN_LIMITS: "apiRead=1000000/60,apiWrite=1000000/60" } });
try {
  const { token } = await createFirstPerson(instance);
  tally.add(runSchemathesis({ url: instance.url, token, python: python.executable }));
} finally {
  await instance.remove();
}

console.log("\n— A fresh clone, installed and started by an ordinary user");
if (process.getuid?.() === 0) tally.add(freshCloneAsUser());
else {
  console.log("skipped: the tests ran as an ordinary user already");
  tally.skipped += 1;
}

console.log(`\n${tally}`);
process.exit(tally.failed > 0 ? 1 : 0);

/** Nothing is borrowed: clone, install, build, start, all by an account without rights, from a path with a space in it. */
function freshCloneAsUser() {
  const home = mkdtempSync(path.join(tmpdir(), "cairn user "));
  const [uid, gid] = [65_534, 65_534];
  const steps = `
    set -e
    git clone --quiet "$1" "$2/my clone"
    cd "$2/my clone"
    node scripts/nightly/fresh-start.js
  `;
  try {
    // The repository is another account's, and a word on git's command line does not reach the git that reads it.
    writeFileSync(path.join(home, ".gitconfig"), "[safe]\n\tdirectory = *\n");
    spawnSync("chown", [`${uid}:${gid}`, home]);
    const { status } = spawnSync("sh", ["-c", steps, "sh", root, home], {
      uid,
      gid,
      cwd: "/",
      stdio: "inherit",
      env: { ...process.env, HOME: home, npm_config_cache: path.join(home, ".npm") },
    });
    return status === 0;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
