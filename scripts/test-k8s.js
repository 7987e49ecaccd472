import { spawn } from "node:child_process";
import { bootstrap, node, onPackagedNode, root } from "./bootstrap.js";

await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);

if (!process.env.KUBECONFIG) {
  console.log("The cluster suite is skipped: KUBECONFIG names no cluster. KUBECONFIG=~/.kube/config npm run test:k8s runs it.");
  process.exit(0);
}
const child = spawn(node, ["node_modules/vitest/vitest.mjs", "run", "--project", "k8s"], { cwd: root, stdio: "inherit" });
child.on("close", (code) => process.exit(code ?? 1));
