import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { node, root } from "./bootstrap.js";
import { hashOfSources } from "./sources.js";

/** Builds the processes and the web. Null when it went well, otherwise the last words. What was built before stays until then. */
export async function build() {
  process.umask(0o022);
  const sources = hashOfSources();
  rmSync(path.join(root, "dist/build.json"), { force: true });
  const [bundling, words] = await Promise.all([bundle(), buildWeb()]);
  if (bundling ?? words) return bundling ?? words;
  writeFileSync(path.join(root, "dist/build.json"), JSON.stringify({ sources }));
  return null;
}

/** How each process becomes one file: our own sources inside, packages beside it. */
export function bundleOptions() {
  const names = readdirSync(path.join(root, "processes")).filter((name) => existsSync(path.join(root, "processes", name, "main.ts")));
  const entries = Object.fromEntries(names.map((name) => [`processes/${name}`, `processes/${name}/main.ts`]));
  if (existsSync(path.join(root, "cli/main.ts"))) entries.cli = "cli/main.ts";
  return {
    absWorkingDir: root,
    entryPoints: entries,
    outdir: "dist",
    bundle: true,
    packages: "external",
    plugins: [inlined],
    // Next replaces this guard in its own build; a process of ours has no browser to guard against.
    alias: { "server-only": path.join(root, "db/testing/server-only.ts") },
    format: "esm",
    platform: "node",
    target: "node24",
    sourcemap: true,
    logLevel: "silent",
  };
}

/** Hundreds of small modules: read one by one they cost a process a second and 200 MB. */
const inlined = {
  name: "inlined-packages",
  setup(build) {
    build.onResolve({ filter: /^(drizzle-orm|zod)(\/|$)/ }, ({ path: name }) => ({ path: fileURLToPath(import.meta.resolve(name)) }));
  },
};

async function bundle() {
  try {
    const { metafile } = await esbuild.build({ ...bundleOptions(), metafile: true });
    return missingSource(metafile);
  } catch (error) {
    return (await esbuild.formatMessages(error.errors ?? [{ text: String(error) }], { kind: "error" })).join("\n");
  }
}

/** esbuild takes an import of ours that leads nowhere for a package and leaves it to the run. */
function missingSource({ inputs }) {
  for (const [file, input] of Object.entries(inputs)) {
    const lost = input.imports.find((one) => one.external && one.path.startsWith("@/"));
    if (lost) return `${file} imports ${lost.path}, which does not exist`;
  }
  return null;
}

function buildWeb() {
  const environment = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // Modules that read their settings are loaded during the build, and no database is asked then.
    DATABASE_URL: "postgresql://the-build-has-no-database.invalid/",
  };
  mkdirSync(path.join(root, "dist"), { recursive: true });
  return new Promise((resolve) => {
    let words = "";
    const child = spawn(node, [path.join(root, "node_modules/next/dist/bin/next"), "build"], {
      cwd: root,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (words = (words + text).slice(-6000)));
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code) => resolve(code === 0 ? null : words.trim()));
  });
}
