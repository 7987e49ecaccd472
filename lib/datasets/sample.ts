import { z } from "zod";
import { datasetView } from "@/lib/datasets/dataset";
import { versionView } from "@/lib/datasets/version";

/** Sample datasets that come with Cairn and load without a network. */
export const sampleNames = ["digits"] as const;
export type SampleName = (typeof sampleNames)[number];

export const loadSampleInput = z.object({ projectId: z.uuid(), sample: z.enum(sampleNames) }).meta({ id: "LoadSample" });
export type LoadSampleInput = z.output<typeof loadSampleInput>;

export const loadedSampleView = z.object({ dataset: datasetView, version: versionView }).meta({ id: "LoadedSample" });
export type LoadedSampleView = z.output<typeof loadedSampleView>;
