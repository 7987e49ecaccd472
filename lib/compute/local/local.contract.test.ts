import { computeContract } from "@/lib/compute/contract";
import { localHarness } from "@/lib/compute/local/testing";

computeContract("the local backend", async () => localHarness());
