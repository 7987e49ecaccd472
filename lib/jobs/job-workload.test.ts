import { expect, test } from "vitest";
import { jobWorkload } from "@/lib/jobs/job-workload";
import { areApart, isMountTarget } from "@/lib/jobs/mount-target";

const parts = {
  jobId: "job",
  attemptId: "attempt",
  runId: "run",
  attempt: 2,
  tenant: { projectId: "project", uid: 70_000 },
  spec: {
    code: { kind: "inline" as const, fileName: "train.py", text: "print(1)" },
    command: ["python", "train.py"],
    parameters: { lr: "0.1", "batch-size": "-3" },
    variables: { CAIRN_JOB_ID: "forged", MODE: "fast" },
  },
  environment: { kind: "python" as const, directory: "abc" },
  access: null,
  inputs: [{ target: "/data", files: [] }],
  volumes: [{ target: "/mnt/scratch", readOnly: false, source: { kind: "claim" as const, name: "scratch" } }],
  cpuMilli: 1500,
  memoryBytes: 2 ** 30,
  accelerators: { "nvidia.com/gpu": 2 },
  sharedMemoryBytes: 2 ** 28,
  maxRunSeconds: 60,
};

test("parameters stand behind the command and in variables", () => {
  const [role] = jobWorkload(parts).roles;
  expect(role?.command).toEqual(["python", "train.py", "--lr", "0.1", "--batch-size", "-3"]);
  expect(role?.variables).toMatchObject({ CAIRN_PARAM_LR: "0.1", CAIRN_PARAM_BATCH_SIZE: "-3", MODE: "fast" });
});

test("the attempt is the workload's identity and nobody forges ours", () => {
  const workload = jobWorkload(parts);
  expect(workload).toMatchObject({ id: "attempt", kind: "batch", maxRunSeconds: 60 });
  expect(workload.roles[0]?.variables).toMatchObject({ CAIRN_JOB_ID: "job", CAIRN_ATTEMPT: "2", CAIRN_RUN_ID: "run" });
});

test("code can be written next to, data cannot, and a shared volume as it is asked", () => {
  expect(jobWorkload(parts).roles[0]?.mounts.map(({ target, readOnly }) => [target, readOnly])).toEqual([
    ["/work", false],
    ["/data", true],
    ["/mnt/scratch", false],
    ["/outputs", false],
  ]);
});

test.each(["/data", "/data/train", "/inputs/a.b-c_d"])("%s can hold data", (target) => expect(isMountTarget(target)).toBe(true));
test.each(["data", "/", "/data/", "/../etc", "/data/../x", "/etc/x", "/work", "/outputs", "/tmp", "/数据", "/a//b", "/.ssh"])(
  "%s cannot",
  (target) => expect(isMountTarget(target)).toBe(false),
);

test("targets lie apart", () => {
  expect(areApart(["/data", "/data2"])).toBe(true);
  expect(areApart(["/data", "/data/a"])).toBe(false);
  expect(areApart(["/data", "/data"])).toBe(false);
});

test("what runs far from Cairn's files is told how to reach them, and only that", () => {
  const access = { url: "https://cairn.example", token: "cairn_job_x" };
  expect(jobWorkload({ ...parts, access }).access).toEqual(access);
  expect(jobWorkload(parts)).not.toHaveProperty("access");
});
