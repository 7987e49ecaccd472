import { describe } from "vitest";
import { computeContract } from "@/lib/compute/contract";
import { localHarness, pythonWithout } from "@/lib/compute/local/testing";

computeContract("the local backend", async () => localHarness());

describe.skipIf(process.getuid?.() !== 0)("where root may not mount", () => {
  computeContract("the local backend without private views", async () => {
    const harness = localHarness();
    await harness.renew({ python: pythonWithout("sys_admin", harness.settings.runtimeFolder) });
    return harness;
  });
});
