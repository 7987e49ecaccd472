import { spawn } from "node:child_process";
import path from "node:path";
import { bootstrap, node, onPackagedNode, outlast, root } from "./bootstrap.js";
import { refuse } from "./refuse.js";

await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);
const name = process.argv[2];
if (!/^[a-z][a-z0-9-]*$/.test(name ?? ""))
  refuse("A migration needs a name of small letters and dashes, such as: npm run migration -- add-tags");
const kit = path.join(root, "node_modules/drizzle-kit/bin.cjs");
process.exit(await outlast(spawn(node, [kit, "generate", `--name=${name}`], { cwd: root, stdio: "inherit" })));
