import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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
const { Rows } = await import("./bench/page.js");

const python = await preflight(settings({ ...process.env, CAIRN_WEB_PORT: "0", CAIRN_GATEWAY_PORT: "0" }));
if (!isBuilt()) {
  const words = await build();
  if (words !== null) throw new Error(words);
}

// Which rows: all, or those named on the command line.
const rows = new Rows(process.argv.slice(2));
const scratch = mkdtempSync(path.join(tmpdir(), "cairn-bench-"));
await rows.measure("start", () => benchStart());
const instance = await startInstance({ environment: { CAIRN_LIMITS: "apiRead=1000000/60,apiWrite=1000000/60,jobSubmit=100000/3600" } });
try {
  await rows.measure("memory", () => benchMemory(instance));
  const { token, projectId } = await createFirstPerson(instance);
  const client = openClient({ url: instance.url, token });
  await rows.measure("jobs", () => benchJobs({ client, projectId, python: python.executable }));
  await rows.measure("endpoint", async () => {
    const model = await prepareModel({ client, projectId, scratch, data: instance.data });
    return benchEndpoint({ gatewayUrl: instance.gatewayUrl, scratch, root, ...model });
  });
  await rows.measure("upload", () => benchUpload({ client, projectId, scratch: path.join(scratch, "upload") }));
} finally {
  await instance.remove();
  rmSync(scratch, { recursive: true, force: true });
}
rows.write("One machine", "npm run bench");
