import type { Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { table } from "@/cli/terminal";
import type { DatasetView } from "@/lib/datasets/dataset";
import { formatBytes } from "@/lib/format/bytes";

export const datasetList: Command = {
  name: "dataset list",
  takes: "",
  says: "dataset.list.says",
  async run(call) {
    const { words, terminal, locale } = call;
    const { id: projectId } = await call.project();
    const datasets: DatasetView[] = [];
    for await (const dataset of call.api().all<DatasetView>("datasets", { projectId })) datasets.push(dataset);
    const rows = datasets.map(({ slug, name, latest }) => [
      slug,
      name,
      latest ? `v${latest.number}` : "–",
      latest ? formatBytes(latest.totalBytes, locale) : "–",
    ]);
    terminal.result(datasets, table([words("column.address"), words("column.name"), words("column.version"), words("column.size")], rows));
    return exitCodes.ok;
  },
};
