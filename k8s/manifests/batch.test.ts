import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { batchManifests } from "@/k8s/manifests/batch";
import type { ClusterSettings } from "@/k8s/settings";
import type { Role, Workload } from "@/lib/compute/workload";

const settings: ClusterSettings = {
  kubeconfig: undefined,
  installation: "cairn",
  namespacePrefix: "cairn-",
  wrapperImage: "registry.example/cairn:1",
  nodeSelector: {},
  tolerations: [],
  pullSecrets: [],
  drives: true,
};

test("one replica with a script and nothing else", async () => {
  await golden("script", batchManifests(settings, workload({})));
});

test("a gang with inputs, outputs and accelerators, on nodes that are set apart", async () => {
  const apart = {
    ...settings,
    nodeSelector: { pool: "training" },
    tolerations: [{ key: "accelerators", operator: "Exists" as const }],
    pullSecrets: ["registry"],
  };
  const role: Partial<Role> = {
    replicas: 2,
    environment: { kind: "image", reference: "registry.example/torch:2", pullSecret: "own" },
    resources: { cpuMilli: 4000, memoryBytes: 8 * 2 ** 30, accelerators: { "nvidia.com/gpu": 4, "amd.com/gpu": 0 } },
    variables: { LR: "0.1", HOST: "$(hostname)" },
    mounts: [
      { target: "/work", readOnly: false, source: { kind: "inline", files: { "训练.py": "print(1)", "lib/a.py": "" } } },
      { target: "/data", readOnly: true, source: { kind: "files", entries: [] } },
      { target: "/outputs", readOnly: false, source: { kind: "outputs" } },
    ],
  };
  const access = { url: "http://cairn:3000", token: "cairn_job_x" };
  await golden("gang", batchManifests(apart, { ...workload(role), access }));
});

test("roles of TensorFlow find each other by TF_CONFIG", async () => {
  const base = workload({});
  const [role] = base.roles;
  if (!role) throw new Error("no role");
  const roles = (["chief", "worker", "ps", "evaluator"] as const).map((name) => ({ ...role, name, replicas: name === "worker" ? 2 : 1 }));
  const { jobs } = batchManifests(settings, { ...base, roles });
  const configs = jobs.map(({ spec }) => /TF_CONFIG\n +value: '(.*)'/.exec(stringify(spec, { lineWidth: 0 }))?.[1]);
  const config = JSON.parse((configs[1] ?? "").replace("$(CAIRN_RANK)", "1"));
  const host = (of: string, at: number) => `w-attempt-1-${of}-${at}.w-attempt-1.cairn-project-a.svc:2222`;
  expect(config).toEqual({
    cluster: { chief: [host("chief", 0)], worker: [host("worker", 0), host("worker", 1)], ps: [host("ps", 0)] },
    task: { type: "worker", index: 1 },
  });
});

describe("names", () => {
  const uuid = "01a1fd74-cb39-758e-a3af-d552ffb818b9";
  test.each(["worker", "evaluator", "a-role-with-a-very-long-name-indeed", "Main_1"])(
    "of role %s keep a rank's host name within 63 characters",
    (name) => {
      const [job] = batchManifests(settings, { ...workload({ name }), id: uuid }).jobs;
      expect(`${job?.metadata.name}-99999`).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
    },
  );

  test("of two roles that are cut differ", () => {
    const name = (role: string) => batchManifests(settings, { ...workload({ name: role }), id: uuid }).jobs[0]?.metadata.name;
    expect(name("a-role-with-a-very-long-name-1")).not.toBe(name("a-role-with-a-very-long-name-2"));
  });
});

describe("refused before anything is made", () => {
  const refused =
    (role: Partial<Role>, change: Partial<Workload> = {}) =>
    () =>
      batchManifests(settings, { ...workload(role), ...change });
  const inline = (files: Record<string, string>, target = "/work") => ({
    mounts: [{ target, readOnly: true, source: { kind: "inline" as const, files } }],
  });
  const saying = (key: string) => expect.objectContaining({ key });

  test("an environment of one machine", () => {
    expect(refused({ environment: { kind: "python", directory: "x" } })).toThrow(saying("compute.environmentOnCluster"));
  });
  test("inputs that nobody could fetch", () => {
    expect(refused({ mounts: [{ target: "/data", readOnly: true, source: { kind: "files", entries: [] } }] })).toThrow(
      saying("compute.noWrapper"),
    );
  });
  test("texts that no Secret can hold", () => {
    expect(refused(inline({ "big.py": "x".repeat(800 * 1024) }))).toThrow(saying("compute.inlineTooLarge"));
  });
  test("a mount over what Cairn or the system has there", () => {
    for (const target of ["/cairn/run", "/dev/shm", "work", "/a/../etc", "/"])
      expect(refused(inline({}, target))).toThrow(saying("compute.mountTarget"));
  });
  test("a file that leaves its mount, and names that are no labels", () => {
    expect(refused(inline({ "../x": "" }))).toThrow(/leaves its mount/);
    expect(refused({}, { id: "a b" })).toThrow(/not a value for a label/);
  });
});

async function golden(name: string, manifests: unknown): Promise<void> {
  await expect(stringify(manifests, { lineWidth: 0 })).toMatchFileSnapshot(`golden/${name}.yaml`);
}

function workload(role: Partial<Role>): Workload {
  return {
    id: "attempt-1",
    kind: "batch",
    tenant: { projectId: "project-a", uid: 200_001 },
    roles: [
      {
        name: "worker",
        replicas: 1,
        environment: { kind: "image", reference: "python:3.13" },
        command: ["python", "/work/main.py", "--name", "$(whoami)"],
        workingDirectory: "/work",
        variables: {},
        resources: { cpuMilli: 500, memoryBytes: 2 ** 28, accelerators: {} },
        mounts: [{ target: "/work", readOnly: true, source: { kind: "inline", files: { "main.py": "print(1)" } } }],
        ports: [],
        ...role,
      },
    ],
  };
}
