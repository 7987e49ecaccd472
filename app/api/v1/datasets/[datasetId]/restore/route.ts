import { z } from "zod";
import { datasetView } from "@/lib/datasets/dataset";
import { restoreDataset } from "@/lib/datasets/delete-dataset";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "dataset.restore",
    summary: "Take a dataset back out of the bin.",
    params: z.object({ datasetId: z.string() }),
    response: datasetView,
  },
  ({ actor, params }) => restoreDataset(actor, params.datasetId),
);
