import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connection, connect } from "@/k8s/connection";
import { askJson } from "@/k8s/request";
import { type Right, webRights, workerRights } from "@/k8s/rights";
import { run } from "./testing";

const { KUBECONFIG } = process.env;
const namespace = `cairn-rights-${Math.random().toString(36).slice(2, 8)}`;
const verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
// Everyone may ask who he is and what he may.
const everyones = /^create (selfsubject(access|rules)reviews\.authorization\.k8s\.io|selfsubjectreviews\.authentication\.k8s\.io)$/;
/** Parts of resources are in no list of the API's: those that reach furthest. */
const parts = [
  "pods/exec",
  "pods/attach",
  "pods/portforward",
  "pods/log",
  "pods/eviction",
  "pods/ephemeralcontainers",
  "nodes/proxy",
  "serviceaccounts/token",
  "configmaps/finalizers",
];

describe.skipIf(!KUBECONFIG)("the accounts of the chart on the cluster of KUBECONFIG", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "cairn-rights-"));
  const manifests = path.join(folder, "rights.yaml");
  let connection: Connection;
  let asked: string[];

  beforeAll(async () => {
    const given = ["image.reference=x", "storage.url=s3://x", "database.url=postgresql://x", "admissionPolicy.enabled=false"];
    const sets = given.flatMap((one) => ["--set", one]);
    const chart = [
      "template",
      "-n",
      namespace,
      "cairn",
      "deploy/helm/cairn",
      "--kube-version",
      "1.29.0",
      ...sets,
      "-s",
      "templates/rights.yaml",
    ];
    writeFileSync(manifests, await run("helm", chart));
    await run("kubectl", ["apply", "-f", manifests]);
    connection = await connect(KUBECONFIG);
    const resources = (await run("kubectl", ["api-resources", "--no-headers", "-o", "name"])).trim().split("\n");
    asked = [...resources, ...parts].flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`));
  });
  afterAll(async () => {
    await run("kubectl", ["delete", "-f", manifests]);
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["worker", workerRights],
    ["web", webRights],
    ["gateway", []],
  ])("the %s may do what Cairn does, and nothing else of all that the API has", async (name, rights) => {
    const allowed: string[] = [];
    for (let at = 0; at < asked.length; at += 50) {
      const some = asked.slice(at, at + 50);
      const answers = await Promise.all(some.map((one) => mayAccount(name, one)));
      allowed.push(...some.filter((_one, index) => answers[index]));
    }
    expect(allowed.filter((one) => !everyones.test(one)).sort()).toEqual(linesOf(rights).sort());
  });

  async function mayAccount(name: string, asked: string): Promise<boolean> {
    const [verb = "", whole = ""] = asked.split(" ");
    const [full = "", subresource] = whole.split("/");
    const [resource, ...group] = full.split(".");
    const account = `system:serviceaccount:${namespace}:cairn-${name}`;
    const { status } = await askJson<{ status: { allowed: boolean } }>(connection, {
      method: "POST",
      path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
      body: {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SubjectAccessReview",
        spec: {
          user: account,
          groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
          resourceAttributes: { verb, resource, group: group.join("."), namespace: "default", ...(subresource ? { subresource } : {}) },
        },
      },
    });
    return status.allowed;
  }
});

function linesOf(rights: readonly Right[]): string[] {
  return rights.flatMap(({ group, resource, verbs: ours }) => {
    const [name, part] = resource.split("/");
    const full = `${name}${group ? `.${group}` : ""}${part ? `/${part}` : ""}`;
    return ours.map((verb) => `${verb} ${full}`);
  });
}
