import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connection, connect } from "@/k8s/connection";
import { askJson } from "@/k8s/request";
import { type Right, webRights, workerRights } from "@/k8s/rights";
import { until } from "@/k8s/testing";
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

/** A volume shows pods whatever it names, such as any folder of a node: rights alone cannot tell one from the other. */
describe.skipIf(!KUBECONFIG)("the admission policy of the chart on the cluster of KUBECONFIG", () => {
  const installation = namespace;
  const folder = mkdtempSync(path.join(tmpdir(), "cairn-policy-"));
  const manifests = path.join(folder, "rights.yaml");
  const policy = "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy";

  beforeAll(async () => {
    const given = [`installation=${installation}`, "image.reference=x", "storage.url=s3://x", "database.url=postgresql://x"];
    const sets = given.flatMap((one) => ["--set", one]);
    const versions = ["--kube-version", "1.30.0", "--api-versions", policy];
    const chart = ["template", "-n", `${namespace}-p`, "cairn", "deploy/helm/cairn", ...versions, ...sets, "-s", "templates/rights.yaml"];
    writeFileSync(manifests, await run("helm", chart));
    await run("kubectl", ["apply", "-f", manifests]);
    // The API server takes a while to mind a new policy.
    await until(async () => (await make({ source: nodes }).catch((error: Error) => error.message)).includes("denied request"));
  });
  afterAll(async () => {
    await run("kubectl", ["delete", "-f", manifests]);
    rmSync(folder, { recursive: true });
  });

  const files = { nfs: { server: "192.0.2.1", path: "/export" } };
  const nodes = { hostPath: { path: "/etc" } };
  const ours = `${installation}-project`;

  test("lets the worker make a volume of a file server for a claim of its own namespace", async () => {
    await expect(make({})).resolves.toContain("created (server dry run)");
  });

  test.each([
    ["a folder of a node", { source: nodes }],
    ["a claim of somebody else's namespace", { claimOf: "kube-system" }],
    ["a name of somebody else", { name: "other-project.share-a" }],
    ["another installation", { label: "other" }],
  ])("refuses it %s", async (_, change) => {
    await expect(make(change)).rejects.toThrow(/denied request: Cairn's worker/);
  });

  interface Given {
    readonly name?: string;
    readonly label?: string;
    readonly claimOf?: string;
    readonly source?: object;
  }

  async function make({ name = `${ours}.share-a`, label = installation, claimOf = ours, source = files }: Given): Promise<string> {
    const volume = {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name, labels: { "cairn.dev/installation": label } },
      spec: {
        accessModes: ["ReadWriteMany"],
        capacity: { storage: "1Mi" },
        claimRef: { namespace: claimOf, name: "share-a" },
        ...source,
      },
    };
    const file = path.join(folder, "volume.json");
    writeFileSync(file, JSON.stringify(volume));
    return run("kubectl", ["--as", `system:serviceaccount:${namespace}-p:cairn-worker`, "create", "--dry-run=server", "-f", file]);
  }
});
