import { loadSample } from "@/lib/datasets/load-sample";
import { loadedSampleView, loadSampleInput } from "@/lib/datasets/sample";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "dataset.load_sample",
    summary: "Load a sample dataset; one that is there already is returned.",
    body: loadSampleInput,
    response: loadedSampleView,
  },
  ({ actor, body }) => loadSample(actor, body),
);
