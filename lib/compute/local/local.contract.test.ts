import { describe } from "vitest";
import { computeContract, localOutputsContract } from "@/lib/compute/contract";
import { localHarness, pythonWithout } from "@/lib/compute/local/testing";

computeContract("the local backend", async () => localHarness());
localOutputsContract("the local backend", async () => localHarness());

describe.skipIf(process.getuid?.() !== 0)("where root may not mount", () => {
  const withoutViews = async () => {
    const harness = localHarness();
    await harness.renew({ python: pythonWithout("sys_admin", harness.settings.runtimeFolder) });
    return harness;
  };
  computeContract("the local backend without private views", withoutViews);
  localOutputsContract("the local backend without private views", withoutViews);
});
