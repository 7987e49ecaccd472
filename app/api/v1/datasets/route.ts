import { createDataset } from "@/lib/datasets/create-dataset";
import { createDatasetInput, datasetView, listDatasetsQuery } from "@/lib/datasets/dataset";
import { listDatasets } from "@/lib/datasets/list-datasets";
import { pageOf } from "@/lib/http/page-of";
import { route } from "@/lib/http/route";

export const GET = route(
  { verb: "dataset.list", summary: "The datasets you may read.", query: listDatasetsQuery, response: pageOf(datasetView) },
  ({ actor, query }) => listDatasets(actor, query),
);

export const POST = route(
  { verb: "dataset.create", summary: "Make a dataset without versions.", body: createDatasetInput, status: 201, response: datasetView },
  ({ actor, body }) => createDataset(actor, body),
);
