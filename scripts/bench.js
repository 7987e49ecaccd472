import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { bootstrap, onPackagedNode, root } from "./bootstrap.js";
import { preflight } from "./preflight.js";
import { settings } from "./settings.js";
import { isBuilt } from "./sources.js";

await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);

const { build } = await import("./build-product.js");
const { startInstance } = await import("./instance.js");
const { createFirstPerson } = await import("./first-person.js");
const { openClient } = await import("./bench/client.js");
const { benchMemory, benchStart } = await import("./bench/start.js");
const { benchJobs } = await import("./bench/jobs.js");
const { benchUpload } = await import("./bench/upload.js");
const { benchEndpoint } = await import("./bench/endpoint.js");
const { prepareModel } = await import("./bench/prepare-model.js");

const python = await preflight(settings({ ...process.env, CAIRN_WEB_PORT: "0", CAIRN_GATEWAY_PORT: "0" }));
if (!isBuilt()) {
  const words = await build();
  if (words !== null) throw new Error(words);
}

// Which rows: all, or those named on the command line.
const wanted = process.argv.slice(2);
const rows = [];
const scratch = mkdtempSync(path.join(tmpdir(), "cairn-bench-"));
await measure("start", () => benchStart());
const instance = await startInstance({ environment: { CAIRN_LIMITS: "apiRead=1000000/60,apiWrite=1000000/60,jobSubmit=100000/3600" } });
try {
  await measure("memory", () => benchMemory(instance));
  const { token, projectId } = await createFirstPerson(instance);
  const client = openClient({ url: instance.url, token });
  await measure("jobs", () => benchJobs({ client, projectId, python: python.executable }));
  await measure("endpoint", async () => {
    const model = await prepareModel({ client, projectId, scratch, data: instance.data });
    return benchEndpoint({ gatewayUrl: instance.gatewayUrl, scratch, root, ...model });
  });
  await measure("upload", () => benchUpload({ client, projectId, scratch: path.join(scratch, "upload") }));
} finally {
  await instance.remove();
  rmSync(scratch, { recursive: true, force: true });
}
if (wanted.length === 0) {
  const file = path.join(root, "docs/benchmarks.md");
  writeFileSync(file, page());
  // A page that is written here is checked like every other.
  execFileSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", file], { cwd: root });
}

async function measure(name, run) {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  console.log(`\n— ${name}`);
  try {
    for (const row of [await run()].flat()) {
      rows.push(row);
      console.log(`${row.isMet ? "✓" : "✗"} ${row.what}: ${row.value} (aim ${row.aim}; ${row.seen})`);
    }
  } catch (error) {
    rows.push({ what: name, value: "not measured", aim: "", isMet: false, seen: error.message.split("\n")[0] });
    console.log(`✗ ${name}: ${error.stack}`);
  }
}

function page() {
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 1024 ** 3)} GiB memory`;
  const lines = rows.map((row) => `| ${row.what} | ${row.value} | ${row.aim} | ${row.isMet ? "met" : "missed"} | ${row.seen} |`);
  return `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}, Node.js ${process.versions.node}. What is compared was measured in the same run
on the same machine, one after the other. Aims are reported and never asserted: a busy machine is no defect.

| what | measured | aim | | seen |
| --- | --- | --- | --- | --- |
${lines.join("\n")}
`;
}
