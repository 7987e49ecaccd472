import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { bootstrap, node, onPackagedNode, root } from "./bootstrap.js";

await bootstrap({ tools: true });
await onPackagedNode(import.meta.url);

if (!process.env.KUBECONFIG) {
  console.log("The cluster suite is skipped: KUBECONFIG names no cluster. KUBECONFIG=~/.kube/config npm run test:k8s runs it.");
  process.exit(0);
}
// The store's own contract, too, where one is named.
const store = process.env.CAIRN_TEST_S3 ? ["--project", "contract", "k8s.test", "s3-"] : [];
// Pods are what is waited for, most of the time.
const together = await vitest(["--project", "k8s", ...store, `--maxWorkers=${availableParallelism() + 1}`]);
// Dozens of programs at once leave a small cluster no room for another test's.
const many = await vitest(["--project", "k8s-db"]);
// What takes nodes out of use, or ends a part of the cluster, would fail whatever runs beside it.
const alone = await vitest(["--project", "k8s-alone"]);
process.exit(together || many || alone);

function vitest(projects) {
  const child = spawn(node, ["node_modules/vitest/vitest.mjs", "run", ...projects], { cwd: root, stdio: "inherit" });
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}
