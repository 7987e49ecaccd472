import { expect, test } from "vitest";
import { amount, changedFields, emptyDraft, inputOf, splitWords } from "./draft";

test("a command line is split as a shell would", () => {
  expect(splitWords(`python train.py --note "two words" --path='a b'/c`)).toEqual([
    "python",
    "train.py",
    "--note",
    "two words",
    "--path=a b/c",
  ]);
  expect(splitWords("  ")).toEqual([]);
  expect(splitWords('echo "say \\"hi\\""')).toEqual(["echo", 'say "hi"']);
});

test("amounts are read as people type them", () => {
  expect(amount("1,5", 1000)).toBe(1500);
  expect(amount("２", 1000)).toBe(2000);
  expect(amount("", 1000)).toBeNaN();
  expect(amount("many", 1000)).toBeNaN();
});

test("what is left empty is left out", () => {
  const input = inputOf(
    { ...emptyDraft, parameters: [{ key: "a", name: " ", value: "1" }], inputs: [{ key: "b", dataset: "", version: "", target: "/data" }] },
    "p",
    null,
  );
  expect(input).toMatchObject({ parameters: {}, inputs: [], maxRunSeconds: null, cpuMilli: 1000, memoryBytes: 2 ** 31 });
  expect("command" in input).toBe(false);
});

test("shared volumes are asked for as they are chosen, and found where they usually are unless somebody says where", () => {
  const volumes = [
    { key: "a", volume: "team-data", target: " ", readOnly: true },
    { key: "b", volume: "", target: "/x", readOnly: false },
  ];
  const draft = { ...emptyDraft, volumes };
  expect(inputOf(draft, "p", null).volumes).toEqual([{ volume: "team-data", readOnly: true }]);
  expect(changedFields(draft, { ...emptyDraft, volumes: volumes.map((one) => ({ ...one, readOnly: false })) })).toBe(1);
});

test("only what differs counts as changed", () => {
  expect(changedFields(emptyDraft, emptyDraft)).toBe(0);
  expect(changedFields({ ...emptyDraft, name: "x", parameters: [{ key: "k", name: "lr", value: "1" }] }, emptyDraft)).toBe(2);
});
