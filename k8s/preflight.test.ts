import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { examineCluster } from "@/k8s/preflight";

const folder = mkdtempSync(path.join(tmpdir(), "cairn-kubeconfig-"));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test("a cluster that is new enough and allows everything can be used", async () => {
  const file = kubeconfig({ server: await api(), user: { token: "secret" } });
  expect(await examineCluster(file)).toMatchObject({ kubeconfig: expect.stringContaining('"token":"secret"') });
});

test("what a kubeconfig names as files stands in what is handed on, and other contexts do not", async () => {
  writeFileSync(path.join(folder, "cert.pem"), "the certificate");
  writeFileSync(path.join(folder, "key.pem"), "the key");
  const file = kubeconfig({ server: await api(), user: { "client-certificate": "cert.pem", "client-key": "key.pem" } });
  const examined = await examineCluster(file);
  const [user] = "kubeconfig" in examined ? JSON.parse(examined.kubeconfig).users : [];
  expect(user.user).toEqual({
    "client-certificate-data": Buffer.from("the certificate").toString("base64"),
    "client-key-data": Buffer.from("the key").toString("base64"),
  });
  expect("kubeconfig" in examined && examined.kubeconfig).not.toContain("other");
});

test("a program that signs in is named", async () => {
  const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "cloud-login" };
  expect(await examineCluster(kubeconfig({ server: "https://x", user: { exec } }))).toEqual({
    problem: { kind: "program", name: "cloud-login" },
  });
});

test("a file that is none is said to be none", async () => {
  const file = path.join(folder, "broken");
  writeFileSync(file, "{{");
  expect(await examineCluster(file)).toMatchObject({ problem: { kind: "unreadable" } });
});

test("a context without a cluster is said", async () => {
  const file = path.join(folder, "empty");
  writeFileSync(file, "apiVersion: v1\nkind: Config\n");
  expect(await examineCluster(file)).toEqual({ problem: { kind: "noCluster" } });
});

test("an old version is refused", async () => {
  expect(await examineCluster(kubeconfig({ server: await api({ minor: "28+" }) }))).toEqual({ problem: { kind: "old", version: "v1.28" } });
});

test("every right that lacks is named as kubectl names it", async () => {
  const lacks = ["create pods/eviction ", "delete jobs batch"];
  expect(await examineCluster(kubeconfig({ server: await api({ lacks }) }))).toEqual({
    problem: { kind: "rights", missing: ["create pods/eviction", "delete jobs.batch"] },
  });
});

test("a cluster that does not know who asks is told apart from one that is away", async () => {
  expect(await examineCluster(kubeconfig({ server: await api({ isStranger: true }) }))).toMatchObject({ problem: { kind: "stranger" } });
  const server = "http://127.0.0.1:1";
  expect(await examineCluster(kubeconfig({ server }))).toMatchObject({
    problem: { kind: "away", server, words: expect.stringContaining("ECONNREFUSED") },
  });
});

function kubeconfig({ server, user = {} }: { server: string; user?: object }): string {
  const file = path.join(folder, `config-${servers.length}`);
  const named = (name: string, kind: string, value: object) => ({ name, [kind]: value });
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "mine",
    contexts: [named("mine", "context", { cluster: "mine", user: "mine" }), named("other", "context", { cluster: "other", user: "other" })],
    clusters: [
      named("mine", "cluster", { server, "insecure-skip-tls-verify": true }),
      named("other", "cluster", { server: "https://other" }),
    ],
    users: [named("mine", "user", user), named("other", "user", { token: "other" })],
  };
  writeFileSync(file, JSON.stringify(config));
  expect(readFileSync(file, "utf8")).toContain("other");
  return file;
}

/** An API server that answers what is asked before a start. */
async function api({ minor = "34", lacks = [] as readonly string[], isStranger = false } = {}): Promise<string> {
  const server = createServer((request, response) => {
    if (isStranger) {
      response.writeHead(401).end(JSON.stringify({ kind: "Status", reason: "Unauthorized", message: "Unauthorized" }));
      return;
    }
    if (request.url === "/version") {
      response.end(JSON.stringify({ major: "1", minor, gitVersion: `v1.${minor.replace("+", "")}` }));
      return;
    }
    let text = "";
    request.on("data", (bytes) => {
      text += bytes;
    });
    request.on("end", () => {
      const { verb, resource, subresource, group } = JSON.parse(text).spec.resourceAttributes;
      const asked = `${verb} ${resource}${subresource ? `/${subresource}` : ""} ${group}`;
      response.end(JSON.stringify({ status: { allowed: !lacks.includes(asked) } }));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
