import { expect, test, vi } from "vitest";
import { freePort } from "@/scripts/free-port.js";

test("a process says that it lives as long as it does, and that it takes work until it leaves", async () => {
  const port = await freePort();
  vi.stubEnv("CAIRN_PROBE_PORT", String(port));
  vi.resetModules();
  const { answerProbes } = await import("./probes");
  let isReady = true;
  await answerProbes(() => isReady);
  const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;

  expect([await statusOf("/health"), await statusOf("/ready"), await statusOf("/")]).toEqual([200, 200, 404]);
  isReady = false;
  expect([await statusOf("/health"), await statusOf("/ready")]).toEqual([200, 503]);
});
