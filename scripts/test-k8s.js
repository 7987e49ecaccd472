import { spawn } from "node:child_process";
import { bootstrap, node, onPackagedNode, root } from "./bootstrap.js";

await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);

if (!process.env.KUBECONFIG) {
  console.log("The cluster suite is skipped: KUBECONFIG names no cluster. KUBECONFIG=~/.kube/config npm run test:k8s runs it.");
  process.exit(0);
}
// The store's own contract, too, where one is named.
const projects = ["--project", "k8s", ...(process.env.CAIRN_TEST_S3 ? ["--project", "contract", "k8s.test", "s3-"] : [])];
const child = spawn(node, ["node_modules/vitest/vitest.mjs", "run", ...projects], { cwd: root, stdio: "inherit" });
child.on("close", (code) => process.exit(code ?? 1));
