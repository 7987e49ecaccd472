"use client";

import { Download, File } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button, ButtonLink } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/page";
import { Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import { formatBytes } from "@/lib/format/bytes";
import type { JobView, OutputView } from "@/lib/jobs/job";
import { outputLinkAction } from "../actions";

interface OutputPanelProps {
  readonly job: JobView;
  readonly outputs: readonly OutputView[];
  readonly project: string;
  readonly path: string;
  readonly mayWrite: boolean;
  /** Shows so many and a link to the rest. */
  readonly most?: number;
}

/** The files a job left so far: download each or all, register a model. */
export function OutputPanel({ job, outputs, project, path, mayWrite, most = 10_000 }: OutputPanelProps) {
  const t = useTranslations("jobs.outputs");
  const locale = useLocale();
  const total = outputs.reduce((sum, { size }) => sum + size, 0);
  const download = useSubmit(outputLinkAction, ({ url }) => window.location.assign(url));
  const get = (file?: string) => download.submit({ attemptId: job.attempt.id, ...(file !== undefined && { path: file }) });
  useEffect(() => {
    if (download.error) toast.error(download.error);
  }, [download.error]);
  return (
    <Panel
      flush
      title={t("title")}
      note={outputs.length > 0 ? t("kept", { size: formatBytes(total, locale) }) : undefined}
      actions={
        outputs.length > 1 ? (
          <Button look="bare" size="lowIcon" aria-label={t("downloadAll")} onClick={() => get()}>
            <Download aria-hidden="true" strokeWidth={1.75} />
          </Button>
        ) : null
      }
    >
      {outputs.length === 0 ? (
        <p className="px-4 pb-4 text-13 text-muted">
          {t.rich(job.endedAt === null ? "soon" : "none", {
            mono: (words) => <code className="font-mono text-12 text-text">{words}</code>,
          })}
        </p>
      ) : (
        <ul>
          {outputs.slice(0, most).map((output) => (
            <li key={output.path} className="flex min-h-10 items-center gap-3 border-border border-t px-4 text-13">
              <File aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
              <span className="min-w-0 flex-1 truncate max-sm:py-2 max-sm:break-all max-sm:whitespace-normal" title={output.path}>
                {output.path}
              </span>
              <span className="shrink-0 text-muted tabular-nums">{formatBytes(output.size, locale)}</span>
              <Time at={output.modifiedAt} form="clock" className="shrink-0 text-muted max-sm:hidden" />
              {isModel(output.path) && mayWrite && job.endedAt !== null ? (
                <ButtonLink
                  size="low"
                  look="bare"
                  href={`/${project}/models/new?attempt=${job.attempt.id}&path=${encodeURIComponent(output.path)}`}
                >
                  {t("register")}
                </ButtonLink>
              ) : null}
              <Button look="bare" size="lowIcon" aria-label={t("download", { path: output.path })} onClick={() => get(output.path)}>
                <Download aria-hidden="true" strokeWidth={1.75} />
              </Button>
            </li>
          ))}
          {outputs.length > most ? (
            <li className="border-border border-t px-4 py-2.5 text-13">
              <Link className="text-accent hover:underline" href={`${path}/outputs`}>
                {t("all", { count: outputs.length })}
              </Link>
            </li>
          ) : null}
        </ul>
      )}
    </Panel>
  );
}

function isModel(path: string): boolean {
  return /\.(joblib|onnx|pkl|pt|keras)$/.test(path);
}
