import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const kubeconfig = path.join(mkdtempSync(path.join(tmpdir(), "cairn-kubeconfig-")), "config");
writeFileSync(kubeconfig, "");

const whole = {
  KUBECONFIG: kubeconfig,
  CAIRN_STORAGE_URL: "https://store.example/bucket/cairn",
  CAIRN_POD_URL: "http://10.0.0.5:3000",
  CAIRN_URL: "http://localhost:3000",
  CAIRN_WEB_PORT: "3000",
  CAIRN_IMAGE: "registry.example/cairn:1",
};

function start(settings: Readonly<Record<string, string>>): { status: number | null; words: string } {
  const script = `import("./scripts/preflight-cluster.js").then((one) => one.preflightCluster(${JSON.stringify(settings)}))`;
  const { status, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: path.join(import.meta.dirname, ".."), encoding: "utf8" });
  return { status, words: stderr };
}

test("a start on a cluster goes on where everything is named", () => {
  expect(start(whole)).toEqual({ status: 0, words: "" });
});

test.each([
  ["no cluster", { KUBECONFIG: "" }, "KUBECONFIG=~/.kube/config npm start"],
  ["several files", { KUBECONFIG: "/a:/b" }, "kubectl config view --flatten --minify"],
  ["a file that is not there", { KUBECONFIG: "/no/such/file" }, "ENOENT"],
  ["no store", { CAIRN_STORAGE_URL: "" }, "CAIRN_STORAGE_URL=https://HOST/BUCKET/cairn"],
  [
    "a store on this machine's loopback",
    { CAIRN_STORAGE_URL: "http://127.0.0.1:9000/bucket" },
    /CAIRN_STORAGE_POD_URL=http:\/\/\S+:9000 npm start/,
  ],
  ["nothing that pods reach", { CAIRN_POD_URL: "" }, /CAIRN_POD_URL=http:\/\/\S+:3000 npm start/],
  ["a console on loopback", { CAIRN_POD_URL: "http://localhost:3000" }, "which pods cannot reach"],
  ["an address that is none", { CAIRN_POD_URL: "here" }, "is no address"],
  ["no image", { CAIRN_IMAGE: "" }, "docker build -f deploy/Dockerfile"],
])("with %s it is refused in one line that says what to type", (_what, change, words) => {
  const refused = start({ ...whole, ...change });
  expect(refused.status).toBe(1);
  expect(refused.words).toMatch(/^✗ .+\n$/);
  expect(refused.words).toMatch(words);
});

test("a store that pods reach by another name may be this machine's own", () => {
  expect(start({ ...whole, CAIRN_STORAGE_URL: "http://127.0.0.1:9000/b", CAIRN_STORAGE_POD_URL: "http://10.0.0.5:9000" }).status).toBe(0);
});
