import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { readYaml } from "@/cli/job-file";
import { Refusal } from "@/cli/refusal";
import { wordsOf } from "@/cli/words";

const shape = z.object({
  name: z.string().min(1),
  resources: z.object({ cpu: z.number().positive() }),
  parameters: z.record(z.string(), z.string()).default({}),
});

function read(text: string) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "cairn-cli-")), "job.yaml");
  writeFileSync(file, text);
  try {
    return { data: readYaml(file, shape, (raw) => raw, { words: wordsOf("en"), locale: "en" }), lines: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { data: null, lines: error.details.map((line) => line.replace(file, "job.yaml")) };
  }
}

test("a file with the fields of the shape is read", () => {
  expect(read("name: digits\nresources: {cpu: 1}\nparameters:\n  C: '0.5'\n").data).toEqual({
    name: "digits",
    resources: { cpu: 1 },
    parameters: { C: "0.5" },
  });
});

test("a field that is not known is refused with its line", () => {
  expect(read("name: digits\nresources:\n  cpu: 1\n  gpus: 2\n").lines).toEqual([
    "job.yaml:4: resources.gpus: This field is not known here.",
  ]);
});

test("a value that cannot be accepted is refused with its line, a missing one with that of what should hold it", () => {
  expect(read("name: digits\nresources:\n  cpu: many\n").lines).toEqual(["job.yaml:3: resources.cpu: Expected number."]);
  expect(read("\nname: digits\n").lines[0]).toContain("resources: This is needed.");
});

test("what is no YAML, and what is no map, is said so", () => {
  expect(read("name: [1\n").lines[0]).toMatch(/^job\.yaml:\d+: /);
  expect(read("- a\n- b\n").lines).toEqual(['job.yaml:1: A list of fields is expected, such as "name: digits".']);
});
