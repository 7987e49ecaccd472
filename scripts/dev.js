import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { bootstrap, onPackagedNode, outlast } from "./bootstrap.js";
import { preflight } from "./preflight.js";
import { settings } from "./settings.js";
import { supervise } from "./supervise.js";

const given = settings();
const python = await preflight(given);
await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);

const esbuild = await import("esbuild");
const { bundleOptions } = await import("./build-product.js");

let supervisor;
const known = new Map();

/** The web reloads by itself; a process whose bundle changed starts again. */
const restarts = {
  name: "restarts",
  setup(build) {
    build.onEnd(({ outputFiles, errors }) => {
      for (const error of errors) console.error(`✗ ${error.location?.file ?? ""}:${error.location?.line ?? ""} ${error.text}`);
      for (const file of outputFiles ?? []) noticeChange(file);
    });
  },
};

const watching = await esbuild.context({
  ...bundleOptions(),
  plugins: [...bundleOptions().plugins, writeFiles(), restarts],
  write: false,
});
await watching.rebuild();
await watching.watch();
supervisor = supervise({ settings: given, python, args: process.argv.slice(2), development: true });
process.exit(await outlast(supervisor));

function noticeChange(file) {
  if (!file.path.endsWith(".js")) return;
  const name = path.basename(file.path, ".js");
  const hash = createHash("sha256").update(file.contents).digest("hex");
  if (known.has(name) && known.get(name) !== hash && supervisor?.connected) supervisor.send({ restart: name });
  known.set(name, hash);
}

/** A bundle is replaced whole, so that a process never starts with half of one. */
function writeFiles() {
  return {
    name: "write-files",
    setup(build) {
      build.onEnd(async ({ outputFiles }) => {
        for (const file of outputFiles ?? []) {
          await mkdir(path.dirname(file.path), { recursive: true });
          await writeFile(`${file.path}.new`, file.contents);
          await rename(`${file.path}.new`, file.path);
        }
      });
    },
  };
}
