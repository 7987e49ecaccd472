import { expect, test } from "vitest";
import { parseImageReference, pinnedReference } from "@/lib/environments/image-reference";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
  ["python:3.13", "docker.io", "library/python", "3.13", null],
  ["pytorch/pytorch:2.9-cuda", "docker.io", "pytorch/pytorch", "2.9-cuda", null],
  ["localhost/x:1", "localhost", "x", "1", null],
  ["registry.example.com:5000/team/train", "registry.example.com:5000", "team/train", null, null],
  [`registry.example/a/b:1@${digest}`, "registry.example", "a/b", "1", digest],
  [`10.0.0.1:5000/b@${digest}`, "10.0.0.1:5000", "b", null, digest],
])("%s is read as every runtime reads it", (text, registry, repository, tag, pinned) => {
  expect(parseImageReference(text)).toEqual({ registry, repository, tag, digest: pinned });
});

test.each([
  "",
  "Python:3",
  "a b:1",
  "https://registry.example/a:1",
  "registry.example/a:",
  "registry.example/a:1 ",
  "registry.example//a:1",
  "a@sha256:12",
  `a@${digest}@${digest}`,
  "-a:1",
  "a/../b:1",
  "x".repeat(600),
])("%s is no image", (text) => {
  expect(parseImageReference(text)).toBeNull();
});

test("a pinned image is its digest, not its tag", () => {
  expect(pinnedReference("registry.example/a/b:1", digest)).toBe(`registry.example/a/b@${digest}`);
  expect(pinnedReference("python:3.13", digest)).toBe(`docker.io/library/python@${digest}`);
  expect(pinnedReference("python:3.13", null)).toBe("python:3.13");
});
