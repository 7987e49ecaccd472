import { expect, test } from "vitest";
import { matchAt, matches } from "@/components/ui/matches";

test("every word of the query must be there, in any case and width", () => {
  expect(matches("resnet50-defects", "RESN 50")).toBe(true);
  expect(matches("resnet50-defects", "ｒｅｓｎ")).toBe(true);
  expect(matches("resnet50-defects", "resn x")).toBe(false);
});

test("Chinese is found by its characters, its pinyin and the first letters", () => {
  expect(matches("表面缺陷数据集", "缺陷")).toBe(true);
  expect(matches("数据集", "sjj")).toBe(true);
  expect(matches("训练任务", "xunlian")).toBe(true);
  expect(matches("训练任务", "sjj")).toBe(false);
});

test("the place of the query is told when the letters are there", () => {
  expect(matchAt("resnet50", "net")).toEqual([3, 6]);
  expect(matchAt("数据集", "sjj")).toBeUndefined();
});
