"use client";

import { Download } from "lucide-react";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { downloadAction } from "../actions";

interface DownloadButtonProps {
  readonly versionId: string;
  /** One file; the whole version without it. */
  readonly path?: string;
  readonly label: string;
  readonly size?: "default" | "low";
}

/** Asks for a link that is good for ten minutes, and follows it. */
export function DownloadButton({ versionId, path, label, size = "low" }: DownloadButtonProps) {
  const download = useSubmit(
    async (input: { versionId: string; path?: string }) => {
      const result = await downloadAction(input);
      if (!result.ok) toast.error(result.message, result.requestId);
      return result;
    },
    ({ url }) => window.location.assign(url),
  );
  return (
    <Button size={size} busy={download.busy} onClick={() => download.submit({ versionId, ...(path !== undefined && { path }) })}>
      <Download aria-hidden="true" strokeWidth={1.75} />
      {label}
    </Button>
  );
}
