import type { ChosenFile } from "@/components/upload/upload-batch";
import { startUpload } from "@/components/upload/uploads";
import { grantUploadAction } from "./actions";

interface Into {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly project: string;
  /** Shows what has arrived. */
  readonly refresh: () => void;
}

/** Sends files into a dataset's draft, which is opened if none is. */
export function uploadInto({ id, slug, name, project, refresh }: Into, files: readonly ChosenFile[]): void {
  startUpload(
    {
      href: `/${project}/datasets/${slug}?v=draft`,
      name,
      onArrived: refresh,
      grant: async (bytes, count) => {
        const result = await grantUploadAction({ datasetId: id, bytes, files: count });
        if (!result.ok) throw new Error(result.message);
        return result.data;
      },
    },
    files,
  );
}
