import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./bootstrap.js";

const parts = ["app", "cli", "components", "db", "k8s", "lib", "processes", "public"];
const files = [
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "proxy.ts",
  "instrumentation.ts",
  "scripts/build-product.js",
];

/** A name for what the product is built from: it changes when a source does. */
export function hashOfSources() {
  const hash = createHash("sha256");
  for (const name of [...files, ...parts.flatMap(list)].sort()) {
    const file = path.join(root, name);
    if (existsSync(file)) hash.update(`${name}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Whether what was built last is what would be built now. */
export function isBuilt() {
  try {
    return JSON.parse(readFileSync(path.join(root, "dist/build.json"), "utf8")).sources === hashOfSources();
  } catch {
    return false;
  }
}

function list(folder) {
  const place = path.join(root, folder);
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((name) => !/\.test\.tsx?$/.test(name) && statSync(path.join(root, name)).isFile());
}
