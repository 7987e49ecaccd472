import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { bootstrap, node, onPackagedNode, root } from "./bootstrap.js";
import { findBrowser } from "./browser.js";
import { exposed } from "./expose.js";
import { startInstance } from "./instance.js";
import { preflight } from "./preflight.js";
import { settings } from "./settings.js";
import { isBuilt } from "./sources.js";
import { Tally } from "./tally.js";

await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);

const reports = mkdtempSync(path.join(tmpdir(), "cairn-reports-"));
const tally = new Tally();
const scratch = {
  ...process.env,
  CAIRN_DATA: path.join(reports, "data"),
  CAIRN_WEB_PORT: "0",
  CAIRN_GATEWAY_PORT: "0",
  CAIRN_COMPUTE: "local",
};
const python = await preflight(settings(scratch));

tally.add((await say("Check", node, ["scripts/check.js"])).code === 0);
// The longest of them wait for their database most of the time: a third file at a time costs the others next to nothing.
await vitest("Unit, database and contract tests", ["unit", "db", "contract"], [`--maxWorkers=${availableParallelism() + 1}`]);
const wrapper = await say("The wrapper that runs in pods (Go)", node, ["scripts/test-wrapper.js"]);
tally.addGo(wrapper.output, wrapper.code);
const built = isBuilt() || (await say("Build", node, ["scripts/build.js"])).code === 0;
if (built) {
  await vitest("Machine tests: kills, a full disk, backup", ["machine"]);
  await browserTests();
} else {
  tally.add(false);
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${tally}`);
if (!process.env.KUBECONFIG) console.log("Not among them: the suite on a real cluster. KUBECONFIG=… npm run test:k8s runs it.");
process.exit(tally.failed > 0 ? 1 : 0);

async function vitest(title, projects, more = []) {
  const report = path.join(reports, `${projects[0]}.json`);
  const chosen = projects.flatMap((name) => ["--project", name]);
  const options = ["--passWithNoTests", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...more];
  const command = [node, "node_modules/vitest/vitest.mjs", "run", ...chosen, ...options];
  // As root the database under test runs as somebody else, who must reach the project.
  const [program, ...args] = exposed(command, [root]);
  const { code } = await say(title, program, args, { CAIRN_PYTHON: python.executable });
  tally.addVitest(report, code);
}

async function browserTests() {
  const browser = await findBrowser();
  // The matrix sends hundreds of nonsense tokens from the address that everybody else here has, too.
  const instance = await startInstance({ environment: { CAIRN_PYTHON: python.executable, CAIRN_LIMITS: "badToken=100000/60" } });
  try {
    const report = path.join(reports, "browser.json");
    const { code } = await say("Browser tests", node, ["node_modules/@playwright/test/cli.js", "test", "--pass-with-no-tests"], {
      CAIRN_URL: instance.url,
      CAIRN_SETUP_LINK: instance.setupLink ?? "",
      CAIRN_GATEWAY_URL: instance.gatewayUrl,
      CAIRN_GATEWAY_PORT: instance.environment.CAIRN_GATEWAY_PORT,
      CAIRN_DATA: instance.data,
      CAIRN_PYTHON: python.executable,
      CAIRN_BROWSER: browser,
      CAIRN_TEST_REPORT: report,
    });
    tally.addPlaywright(report, code);
  } finally {
    await instance.remove();
  }
}

/** Runs a step in the open and keeps what it wrote. */
function say(title, command, args, environment = {}) {
  console.log(`\n— ${title}`);
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        output += text;
        process.stdout.write(text);
      });
    }
    child.on("error", (error) => console.error(error.message));
    child.on("close", (code) => resolve({ code, output }));
  });
}
