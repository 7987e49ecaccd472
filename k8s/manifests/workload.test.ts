import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { shareManifests } from "@/k8s/manifests/share";
import { type WorkloadManifests, workloadManifests } from "@/k8s/manifests/workload";
import { kinds } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";
import type { Role, Workload } from "@/lib/compute/workload";

const settings: ClusterSettings = {
  kubeconfig: undefined,
  installation: "cairn",
  namespacePrefix: "cairn-",
  wrapperImage: "registry.example/cairn:1",
  nodeSelector: {},
  tolerations: [],
  reachable: [],
  tenancyOf: async () => undefined,
  pullSecrets: [],
  drives: true,
};

test("one replica with a script and nothing else", async () => {
  await golden("script", workloadManifests(settings, workload({})));
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
    environment: {
      kind: "image",
      reference: "registry.example/torch:2",
      architectures: ["arm64"],
      pull: { registry: "registry.example", username: "reader", password: "geheim" },
    },
    resources: { cpuMilli: 4000, memoryBytes: 8 * 2 ** 30, accelerators: { "nvidia.com/gpu": 4, "amd.com/gpu": 0 } },
    variables: { LR: "0.1", HOST: "$(hostname)" },
    mounts: [
      { target: "/code", readOnly: false, source: { kind: "inline", files: { "训练.py": "print(1)", "lib/a.py": "" } } },
      { target: "/data", readOnly: true, source: { kind: "files", entries: [] } },
      { target: "/outputs", readOnly: false, source: { kind: "outputs" } },
    ],
  };
  const access = { url: "http://cairn:3000", token: "cairn_job_x" };
  await golden("gang", workloadManifests(apart, { ...workload(role), access }));
});

test("a pod has the grace of its workload from the beginning, a service's the time to be forgotten, and what is stored after its end its own", () => {
  const graceOf = (change: Partial<Workload>, role: Partial<Role> = {}) => {
    const { makers } = workloadManifests(settings, { ...workload(role), ...change });
    return Number(/terminationGracePeriodSeconds: (\d+)/.exec(stringify(makers[0]?.object.spec))?.[1]);
  };
  expect(graceOf({})).toBe(10);
  expect(graceOf({ graceSeconds: 2.5 })).toBe(3);
  expect(graceOf({ graceSeconds: 0 })).toBe(1);
  expect(graceOf({ kind: "service", graceSeconds: 2 })).toBe(7);
  const access = { url: "http://cairn:3000", token: "cairn_job_x" };
  expect(graceOf({ access, graceSeconds: 2 }, { mounts: [{ target: "/outputs", readOnly: false, source: { kind: "outputs" } }] })).toBe(
    120,
  );
});

test("roles of TensorFlow find each other by TF_CONFIG", async () => {
  const base = workload({});
  const [role] = base.roles;
  if (!role) throw new Error("no role");
  const roles = (["chief", "worker", "ps", "evaluator"] as const).map((name) => ({ ...role, name, replicas: name === "worker" ? 2 : 1 }));
  const { makers } = workloadManifests(settings, { ...base, roles });
  const configs = makers.map(({ object: { spec } }) => /TF_CONFIG\n +value: '(.*)'/.exec(stringify(spec, { lineWidth: 0 }))?.[1]);
  const config = JSON.parse((configs[1] ?? "").replace("$(CAIRN_RANK)", "1"));
  const host = (of: string, at: number) => `w-attempt-1-${of}-${at}.w-attempt-1.cairn-project-a.svc:2222`;
  expect(config).toEqual({
    cluster: { chief: [host("chief", 0)], worker: [host("worker", 0), host("worker", 1)], ps: [host("ps", 0)] },
    task: { type: "worker", index: 1 },
  });
});

const model: Partial<Role> = {
  name: "server",
  replicas: 3,
  command: ["python3", "/serve", "/model/model.joblib"],
  workingDirectory: "/serve",
  mounts: [
    { target: "/serve", readOnly: true, source: { kind: "inline", files: { "__main__.py": "print(1)" } } },
    { target: "/model", readOnly: true, source: { kind: "files", entries: [] } },
  ],
  ports: [{ name: "http", transport: "tcp", readyPath: "/v2/health/ready" }],
};

test("a service of three replicas, apart from each other, that says good-bye before it goes", async () => {
  const access = { url: "http://cairn:3000", token: "cairn_job_x" };
  const manifests = workloadManifests(settings, { ...workload(model), kind: "service", access });
  await golden("service", manifests);
  const spec = JSON.stringify(manifests.makers[0]?.object.spec);
  for (const key of ["topology.kubernetes.io/zone", "kubernetes.io/hostname"])
    expect(spec).toContain(JSON.stringify({ maxSkew: 1, topologyKey: key, whenUnsatisfiable: "ScheduleAnyway" }).slice(1, -1));
});

test("a service of one replica needs no budget: nobody could ever drain its node", () => {
  const { around } = workloadManifests(settings, { ...workload({ ...model, replicas: 1, mounts: [] }), kind: "service" });
  expect(around.map(({ kind }) => kind.kind)).toEqual(["Service"]);
});

test("an interactive workload with a volume of its own", async () => {
  const role: Partial<Role> = {
    name: "desk",
    mounts: [{ target: "/home/user", readOnly: false, source: { kind: "volume", id: "home-1" } }],
    ports: [{ name: "http", transport: "tcp" }],
  };
  await golden("interactive", workloadManifests(settings, { ...workload(role), kind: "interactive" }));
});

test("claims of others and folders of file servers, one of them only to read", async () => {
  const role: Partial<Role> = {
    mounts: [
      { target: "/data", readOnly: true, source: { kind: "claim", name: "shared.data" } },
      { target: "/scratch", readOnly: false, source: { kind: "nfs", id: "scratch", server: "files.example", path: "/export/scratch" } },
      { target: "/archive", readOnly: true, source: { kind: "nfs", id: "archive", server: "192.0.2.1", path: "/export/archive" } },
    ],
  };
  await golden("mounts", workloadManifests(settings, workload(role)));
  const pairs = shareManifests(settings, workload(role)).flatMap(({ volume, claim }) => [volume, claim]);
  await expect(pairs.map((object) => stringify(object, { lineWidth: 0 })).join("---\n")).toMatchFileSnapshot("golden/shares.yaml");
});

describe("names", () => {
  const uuid = "01a1fd74-cb39-758e-a3af-d552ffb818b9";
  test.each(["worker", "evaluator", "a-role-with-a-very-long-name-indeed", "Main_1"])(
    "of role %s keep a rank's host name within 63 characters",
    (name) => {
      const [job] = workloadManifests(settings, { ...workload({ name }), id: uuid }).makers;
      expect(`${job?.object.metadata.name}-99999`).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
    },
  );

  test("of two roles that are cut differ", () => {
    const name = (role: string) => workloadManifests(settings, { ...workload({ name: role }), id: uuid }).makers[0]?.object.metadata.name;
    expect(name("a-role-with-a-very-long-name-1")).not.toBe(name("a-role-with-a-very-long-name-2"));
  });
});

describe("refused before anything is made", () => {
  const refused =
    (role: Partial<Role>, change: Partial<Workload> = {}) =>
    () =>
      workloadManifests(settings, { ...workload(role), ...change });
  const inline = (files: Record<string, string>, target = "/code") => ({
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
  test("a port that no other machine could reach", () => {
    expect(refused({ ports: [{ name: "http", transport: "unix" }] })).toThrow(saying("compute.socketOnCluster"));
  });
  test.each([
    [{ kind: "claim", name: "Data Set" }, "compute.claimName"],
    [{ kind: "claim", name: "../x" }, "compute.claimName"],
    [{ kind: "nfs", id: "x", server: "files.example", path: "data" }, "compute.nfsPlace"],
    [{ kind: "nfs", id: "x", server: "files.example", path: "/data/../etc" }, "compute.nfsPlace"],
    [{ kind: "nfs", id: "x", server: "-o x", path: "/data" }, "compute.nfsPlace"],
  ] as const)("a place that cannot be: %o", (source, key) => {
    expect(refused({ mounts: [{ target: "/data", readOnly: true, source }] })).toThrow(saying(key));
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

async function golden(name: string, { record, around, makers }: WorkloadManifests): Promise<void> {
  const all = [{ kind: kinds.configMap, object: record }, ...around, ...makers];
  const objects = all.map(({ kind: { apiVersion, kind }, object }) => ({ apiVersion, kind, ...object }));
  await expect(objects.map((object) => stringify(object, { lineWidth: 0 })).join("---\n")).toMatchFileSnapshot(`golden/${name}.yaml`);
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
        command: ["python", "/code/main.py", "--name", "$(whoami)"],
        workingDirectory: "/code",
        variables: {},
        resources: { cpuMilli: 500, memoryBytes: 2 ** 28, accelerators: {} },
        mounts: [{ target: "/code", readOnly: true, source: { kind: "inline", files: { "main.py": "print(1)" } } }],
        ports: [],
        ...role,
      },
    ],
  };
}
