import { expect, test } from "vitest";
import { readDraft, toDraft } from "@/app/(console)/[project]/settings/limits/quota-draft";

const none = { cpu: "", memory: "", storage: "", replicas: "", accelerators: "" };
const quota = {
  cpuMilli: 2500,
  memoryBytes: 8 * 2 ** 30,
  storageBytes: 1e12,
  replicas: 0,
  accelerators: { "nvidia.com/gpu": 4, "huawei.com/Ascend910": 8 },
};

test("what is typed is what was shown", () => {
  expect(readDraft(toDraft(quota))).toEqual({ quota, errors: {} });
  expect(readDraft(none).quota).toEqual({ cpuMilli: null, memoryBytes: null, storageBytes: null, replicas: null, accelerators: {} });
});

test.each(["two", "-1", "1e9", "1 000", "99999999999999999999"])("%j is no amount, and the field is named", (text) => {
  expect(readDraft({ ...none, memory: text }).errors).toEqual({ memory: { line: text } });
});

test("lines of accelerators are read as people write them; the first that is none is named", () => {
  expect(readDraft({ ...none, accelerators: "nvidia.com/gpu: 4\n\n amd.com/gpu = 2 " })).toMatchObject({
    quota: { accelerators: { "nvidia.com/gpu": 4, "amd.com/gpu": 2 } },
    errors: {},
  });
  expect(readDraft({ ...none, accelerators: "gpu 4\nfoo" }).errors).toEqual({ accelerators: { line: "gpu 4" } });
});
