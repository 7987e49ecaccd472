import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { dockerLine } from "@/lib/jobs/docker-line";

const gib = 2 ** 30;
const input = { datasetId: "d", slug: "digits", name: "Digits", versionId: "v", number: 1, totalBytes: 1, target: "/data" };
const job: Parameters<typeof dockerLine>[0] = {
  code: { kind: "inline", fileName: "训练 1.py", text: "print(1)" },
  command: ["python", "训练 1.py", 'it\'s $HOME `id` "x"\n'],
  parameters: { "batch-size": "-3", note: "a b" },
  variables: { QUOTED: "'; rm -rf / #", DOLLAR: "$(id)" },
  inputs: [input, { ...input, slug: "more", target: "/data of mine" }],
  volumes: [
    { volumeId: "s", name: "team-data", target: "/mnt/team-data", readOnly: true },
    { volumeId: "t", name: "scratch", target: "/scratch", readOnly: false },
  ],
  cpuMilli: 1500,
  memoryBytes: gib,
  accelerators: { "nvidia.com/gpu": 2 },
  sharedMemoryBytes: null,
};

/** What a shell would hand to docker, word by word. */
function wordsOf(line: string): string[] {
  const shown = execFileSync("/bin/sh", ["-c", `docker() { printf '%s\\0' "$@"; }\nPWD=/my/folder\n${line}`], { encoding: "utf8" });
  return shown.split("\0").slice(0, -1);
}

test("a shell hands every word of a job to its program as it is", () => {
  const words = wordsOf(dockerLine(job, "registry.example/a/b@sha256:aa"));
  const at = words.indexOf("registry.example/a/b@sha256:aa");
  expect(words.slice(at + 1)).toEqual([...job.command, "--batch-size", "-3", "--note", "a b"]);
  expect(words.slice(0, 10)).toEqual([
    "run",
    "--rm",
    "--cpus",
    "1.5",
    "--memory",
    String(gib),
    "--shm-size",
    String(gib / 2),
    "--gpus",
    "2",
  ]);
});

test("script, datasets, shared volumes and outputs are mounted, and named as a pod names them", () => {
  const words = wordsOf(dockerLine(job, "a:1"));
  const after = (flag: string) => words.filter((_, at) => words[at - 1] === flag);
  expect(after("-v")).toEqual([
    "/my/folder/训练 1.py:/work/训练 1.py:ro",
    "/my/folder/digits:/data:ro",
    "/my/folder/more:/data of mine:ro",
    "/my/folder/team-data:/mnt/team-data:ro",
    "/my/folder/scratch:/scratch",
    "/my/folder/outputs:/outputs",
  ]);
  expect(after("-w")).toEqual(["/work"]);
  expect(after("-e")).toEqual([
    "CAIRN_OUTPUT_DIR=/outputs",
    "CAIRN_METRICS_FILE=/outputs/metrics.jsonl",
    "CAIRN_DATA_DIR=/data",
    "CAIRN_INPUT_0=/data",
    "CAIRN_INPUT_1=/data of mine",
    "QUOTED='; rm -rf / #",
    "DOLLAR=$(id)",
    "CAIRN_PARAM_BATCH_SIZE=-3",
    "CAIRN_PARAM_NOTE=a b",
  ]);
});
