import { expect, test } from "vitest";
import { stringify } from "yaml";
import { agrees } from "@/k8s/agrees";
import { tenantManifests } from "@/k8s/manifests/tenant";
import { findReach } from "@/k8s/reach";
import type { ClusterSettings } from "@/k8s/settings";
import { type Tenancy, unlimited } from "@/lib/compute/tenancy";

const settings: ClusterSettings = {
  kubeconfig: undefined,
  installation: "cairn",
  namespacePrefix: "cairn-",
  wrapperImage: undefined,
  nodeSelector: {},
  tolerations: [],
  pullSecrets: [],
  drives: true,
  reachable: ["http://cairn-web.console.svc:3000", "https://192.0.2.9:9000", "198.51.100.0/24"],
  tenancyOf: async () => undefined,
};
const open: Tenancy = { projectId: "project-a", quota: unlimited, egress: [], podSecurity: "restricted", shares: [] };
const made = async (tenancy: Tenancy) => tenantManifests(settings, tenancy, await findReach(settings, tenancy, "console"));

test("a project with limits and a list of what it may reach", async () => {
  const tenancy: Tenancy = {
    ...open,
    quota: { cpuMilli: 2500, memoryBytes: 2 ** 33, storageBytes: 10 ** 12, replicas: 8, accelerators: { "nvidia.com/gpu": 4 } },
    egress: [
      { to: "203.0.113.0/24", ports: [443], mayBePrivate: false },
      { to: "0.0.0.0/0", ports: [], mayBePrivate: false },
      { to: "10.1.2.3", ports: [5432], mayBePrivate: true },
      { to: "10.9.9.9", ports: [22], mayBePrivate: false },
    ],
  };
  await expect(stringify(await made(tenancy), { lineWidth: 0 })).toMatchFileSnapshot("golden/tenant.yaml");
});

test("a project without limits has a quota that limits nothing, and reaches nothing but Cairn", async () => {
  const objects = (await made(open)).map(({ object }) => object);
  const specOf = (name: string) => objects.find(({ metadata }) => metadata.name === name)?.spec;
  expect(specOf("cairn-quota")).toEqual({ hard: {} });
  expect(specOf("cairn-egress")).toMatchObject({ egress: [] });
});

test("a gateway outside of the cluster asks from where the console is", async () => {
  const outside = { ...settings, reachable: ["http://192.0.2.1:3000"] };
  const { gateway } = await findReach(outside, open, undefined);
  expect(gateway).toEqual([{ ipBlock: { cidr: "192.0.2.1/32" } }]);
});

const wished = { metadata: { name: "a", labels: { ours: "1" } }, spec: { hard: { "requests.cpu": "2000m" }, egress: [] } };

test.each([
  ["an amount that the cluster writes in its own way", { spec: { hard: { "requests.cpu": "2" } } }, true],
  ["labels of others", { metadata: { name: "a", labels: { ours: "1", theirs: "2" } } }, true],
  ["a label of ours that is gone", { metadata: { name: "a", labels: {} } }, false],
  ["another amount", { spec: { hard: { "requests.cpu": "3" } } }, false],
  ["a limit that somebody added", { spec: { hard: { "requests.cpu": "2", pods: "0" } } }, false],
  ["a line that somebody added", { spec: { hard: { "requests.cpu": "2" }, egress: [{}] } }, false],
])("%s counts as it should", (_, change, expected) => {
  expect(agrees(wished, { ...wished, ...change })).toBe(expected);
});
