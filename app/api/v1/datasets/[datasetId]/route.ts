import { z } from "zod";
import { datasetView, updateDatasetInput } from "@/lib/datasets/dataset";
import { deleteDataset } from "@/lib/datasets/delete-dataset";
import { getDataset } from "@/lib/datasets/get-dataset";
import { updateDataset } from "@/lib/datasets/update-dataset";
import { AppError } from "@/lib/errors";
import { route } from "@/lib/http/route";

const params = z.object({ datasetId: z.string() });

export const GET = route({ verb: "dataset.get", summary: "One dataset.", params, response: datasetView }, ({ actor, params }) =>
  getDataset(actor, params.datasetId),
);

export const PATCH = route(
  { verb: "dataset.update", summary: "Change what is said about a dataset.", params, body: updateDatasetInput, response: datasetView },
  ({ actor, params, body, ifMatch }) => {
    if (ifMatch === null) throw new AppError("stale", "errors.preconditionRequired");
    return updateDataset(actor, { ...body, id: params.datasetId, expectedVersion: ifMatch });
  },
);

export const DELETE = route(
  { verb: "dataset.delete", summary: "Put a dataset into the bin, for 30 days.", params, status: 204 },
  ({ actor, params }) => deleteDataset(actor, params.datasetId),
);
