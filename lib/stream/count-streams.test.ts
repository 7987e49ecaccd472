import { expect, test } from "vitest";
import { streamsPerUser } from "@/lib/rates/limits";
import { countStream } from "@/lib/stream/count-streams";

test("a person has so many streams and no more; one that ends makes room", () => {
  const controllers = Array.from({ length: streamsPerUser }, () => new AbortController());
  for (const { signal } of controllers) countStream("ada", signal);
  const late = new AbortController();
  expect(() => countStream("ada", late.signal)).toThrow(expect.objectContaining({ code: "rate_limited" }));
  expect(() => countStream("grace", late.signal)).not.toThrow();
  controllers[0]?.abort();
  expect(() => countStream("ada", late.signal)).not.toThrow();
});
