import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { bootstrap, node, onPackagedNode, root } from "./bootstrap.js";

await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);

const tool = (name) => path.join(root, "node_modules/.bin", name);
const checks = [
  ["format and lint", tool("biome"), "check", "--error-on-warnings"],
  ["types", tool("tsc"), "--noEmit", "--incremental", "false"],
  ["typed lint", tool("oxlint"), "--type-aware", "--deny-warnings", "-c", ".oxlintrc.json"],
  ["arrows", node, "scripts/check-arrows.js"],
  ["dead code", tool("knip")],
  ["contrast", tool("vitest"), "run", "--project", "unit", "components/ui/contrast.test.ts"],
];

if (!existsSync(path.join(root, "next-env.d.ts"))) await run("types of Next.js", node, ["node_modules/next/dist/bin/next", "typegen"]);
// Two at a time: each alone would leave a core idle, all at once would starve each other.
const waiting = [...checks];
const results = [];
const worker = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await run(next[0], next[1], next.slice(2)));
};
await Promise.all([worker(), worker()]);
process.exit(results.every(Boolean) ? 0 : 1);

function run(name, command, args) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const words = [];
    const child = spawn(command, args, { cwd: root, env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", FORCE_COLOR: "0" } });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => words.push(chunk));
    child.on("error", (error) => words.push(Buffer.from(error.message)));
    child.on("close", (code) => {
      console.log(`${code === 0 ? "✓" : "✗"} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
      if (code !== 0) console.log(Buffer.concat(words).toString().trim());
      resolve(code === 0);
    });
  });
}
