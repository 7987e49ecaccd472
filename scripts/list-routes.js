import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, "app/api/v1");

/** Writes the list that the API description is made from: what route files are there. */
writeFileSync(path.join(folder, "openapi.json/routes.ts"), listOfRoutes());

function listOfRoutes() {
  const names = readdirSync(folder, { recursive: true })
    .filter((name) => path.basename(name) === "route.ts" && !name.startsWith("openapi.json") && !name.startsWith("[...path]"))
    .map((name) => path.dirname(name).split(path.sep).join("/"));
  const files = names.sort((a, b) => (`${a}/route` < `${b}/route` ? -1 : 1));
  const imports = files.map((file) => `import * as ${nameOf(file)} from "@/app/api/v1/${file}/route";`);
  const rows = files.map((file) => `  "/api/v1/${file.replaceAll(/\[([^\]]+)\]/g, "{$1}")}": ${nameOf(file)},`);
  return `// Written by: node scripts/list-routes.js

${imports.join("\n")}
import type { RouteTable } from "@/lib/openapi/document";

/** Every route of the API, by its path. */
export const routes: RouteTable = {
${rows.join("\n")}
};
`;
}

function nameOf(file) {
  const words = file.split(/[^a-zA-Z0-9]+/).filter(Boolean);
  return words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join("");
}
