import { computeContract, type LocalContractHarness, localOutputsContract, type ReplicaPlan } from "@/lib/compute/contract";
import { type FakeReplica, fakeBackend } from "@/lib/compute/fake";
import { type ServiceHarness, serviceContract } from "@/lib/compute/service-contract";
import type { Workload } from "@/lib/compute/workload";
import { newId } from "@/lib/id";

computeContract("the fake backend", async () => fakeHarness());
localOutputsContract("the fake backend", async () => fakeHarness());

serviceContract("the fake backend", async () => fakeServices());

/** The fake does nothing by itself, so the harness plays the programs. */
function fakeHarness(): LocalContractHarness {
  const backend = fakeBackend();
  return {
    backend: () => backend,
    renew: async () => undefined,
    dispose: async () => undefined,
    async launch(plans, { id = newId() } = {}) {
      const isNew = !backend.control.workload(id);
      await backend.launch(workloadOf(id, plans.length));
      if (isNew) setTimeout(() => play(backend.control, id, plans), 5);
      return id;
    },
  };
}

function fakeServices(): ServiceHarness {
  const backend = fakeBackend();
  const { control } = backend;
  const answer = (id: string) => {
    for (let rank = 0; rank < (control.workload(id)?.roles[0]?.replicas ?? 0); rank++)
      control.start(id, { replica: { role: "worker", rank }, addresses: { http: `unix:/fake/${id}/${rank}` } });
  };
  return {
    backend: () => backend,
    renew: async () => undefined,
    dispose: async () => undefined,
    async serve({ replicas = 1, endsWith }, { id = newId() } = {}) {
      await backend.launch({ ...workloadOf(id, replicas), kind: "service" });
      if (endsWith === undefined) answer(id);
      else for (let times = 0; times < 2; times++) control.crash(id, endsWith);
      return id;
    },
    ask: async (address) => address,
    async crash(id) {
      control.crash(id, 3);
      answer(id);
    },
  };
}

type Control = ReturnType<typeof fakeBackend>["control"];

function play(control: Control, id: string, plans: readonly ReplicaPlan[]): void {
  control.start(id);
  for (const [rank, plan] of plans.entries()) say(control, id, { role: "worker", rank }, plan);
  const failed = plans.findIndex(({ end }) => end === "SIGKILL" || (typeof end === "number" && end !== 0));
  const end = plans[failed]?.end;
  if (typeof end === "number") control.fail(id, { replica: { role: "worker", rank: failed }, code: end });
  if (end === "SIGKILL") control.fail(id, { replica: { role: "worker", rank: failed }, signal: end });
  if (plans.every((plan) => plan.end === 0)) control.succeed(id);
}

function say(control: Control, id: string, replica: FakeReplica, plan: ReplicaPlan): void {
  for (const line of plan.lines ?? []) control.appendLog(id, line, { replica });
  for (const line of plan.errors ?? []) control.appendLog(id, line, { replica, stream: "stderr" });
  for (const line of plan.metrics ?? []) control.appendMetrics(id, line, { replica });
  for (const [path, content] of Object.entries(plan.outputs ?? {})) control.addOutput(id, path, content, { replica });
}

function workloadOf(id: string, replicas: number): Workload {
  return {
    id,
    kind: "batch",
    tenant: { projectId: "project", uid: 200_000 },
    roles: [
      {
        name: "worker",
        replicas,
        environment: { kind: "python", directory: "plain" },
        command: ["python", "-c", ""],
        variables: {},
        resources: { cpuMilli: 1000, memoryBytes: 2 ** 28, accelerators: {} },
        mounts: [],
        ports: [],
      },
    ],
  };
}
