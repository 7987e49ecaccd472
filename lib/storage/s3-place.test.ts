import { expect, test } from "vitest";
import { parseStorageUrl } from "@/lib/storage/s3-place";

test("Amazon's store is named by bucket, any other by its address", () => {
  expect(parseStorageUrl("s3://models?region=eu-central-1")).toEqual({
    endpoint: undefined,
    region: "eu-central-1",
    bucket: "models",
    prefix: "",
    isPathStyle: false,
  });
  expect(parseStorageUrl("http://10.0.0.7:9000/team-bucket/cairn/one")).toEqual({
    endpoint: "http://10.0.0.7:9000",
    region: "us-east-1",
    bucket: "team-bucket",
    prefix: "cairn/one/",
    isPathStyle: true,
  });
  expect(parseStorageUrl("https://oss.example.com/models?style=host&region=cn-hangzhou").isPathStyle).toBe(false);
});

test.each([
  ["/srv/objects", "look like"],
  ["ftp://host/bucket", "look like"],
  ["https://host", "bucket"],
  ["https://host/Bad_Bucket", "bucket"],
  ["https://key:secret@host/bucket", "keys"],
  ["https://host/bucket/a%20b", "prefix"],
  ["https://host/bucket?style=other", "style"],
])("%s is refused in words", (text, word) => {
  expect(() => parseStorageUrl(text)).toThrow(word);
});
