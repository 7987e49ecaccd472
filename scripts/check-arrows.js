import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { root } from "./bootstrap.js";

process.chdir(root);
const require = createRequire(import.meta.url);

// dependency-cruiser reads TypeScript 7 sources through swc and tells it nothing of JSX, nor that types vanish: done here, before it loads.
const swc = require("@swc/core");
const parse = swc.parseFileSync;
swc.parseFileSync = (file, options) => {
  const tree = parse(file, { ...options, tsx: file.endsWith(".tsx") });
  tree.body = tree.body.filter((item) => !item.typeOnly);
  return tree;
};

const { cruise } = await import("dependency-cruiser");
const { default: extractTSConfig } = await import("dependency-cruiser/config-utl/extract-ts-config");
const { options, forbidden } = require("../.dependency-cruiser.cjs");

const parts = ["app", "cli", "components", "db", "k8s", "lib", "processes", "e2e"].filter((part) => existsSync(part));
const tsConfig = extractTSConfig(options.tsConfig.fileName);
const { output } = await cruise(parts, { ...options, ruleSet: { forbidden }, validate: true }, undefined, { tsConfig });
const { violations, totalCruised } = output.summary;

for (const { rule, from, to, cycle } of violations) {
  const way = cycle?.length ? cycle.map((step) => step.name).join(" → ") : to;
  console.error(`${rule.name}: ${from} → ${way}`);
}
// A tool that reads nothing finds nothing: that must not look like order.
if (totalCruised < 100) console.error(`Only ${totalCruised} modules were read; the check means nothing.`);
console.log(`${totalCruised} modules, ${violations.length} against the arrows`);
process.exitCode = violations.length > 0 || totalCruised < 100 ? 1 : 0;
