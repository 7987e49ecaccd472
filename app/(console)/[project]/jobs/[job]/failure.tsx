"use client";

import { useTranslations } from "next-intl";
import { useMessage } from "@/components/shell/use-message";
import { ButtonLink } from "@/components/ui/button";
import { CodeFrame } from "@/components/ui/code-frame";
import { Link } from "@/components/ui/link";
import { Say } from "@/components/ui/say";
import type { JobView } from "@/lib/jobs/job";

interface FailureProps {
  readonly job: JobView;
  readonly path: string;
  readonly project: string;
  readonly mayWrite: boolean;
}

/** The first thing on a failed job's page: the cause, its place in the code, and what would mend it. */
export function Failure({ job, path, project, mayWrite }: FailureProps) {
  const t = useTranslations("jobs.failure");
  const words = useMessage();
  if (!job.message) return null;
  const { params = {}, key } = job.message;
  const line = Number(params.line ?? 0);
  const isOwnCode = params.file === job.code.fileName && line > 0;
  return (
    <Say
      status="failed"
      cause
      reason={
        <div className="grid gap-2.5 pt-1">
          {isOwnCode ? <Excerpt code={job.code.text} fileName={job.code.fileName} line={line} /> : null}
          {Number(params.logLine ?? 0) > 0 ? (
            <Link className="text-accent hover:underline" href={`${path}/log?line=${params.logLine}`}>
              {t("inLog", { line: Number(params.logLine) })}
            </Link>
          ) : null}
        </div>
      }
      offer={
        mayWrite ? (
          <>
            <ButtonLink size="low" href={`/${project}/jobs/new?from=${job.slug}`}>
              {t(isOwnCode ? "mendScript" : "changeAndRun")}
            </ButtonLink>
            {key === "jobs.end.missingModule" ? (
              <ButtonLink size="low" href={`/${project}/environments/${job.environment.slug}`}>
                {t("addPackage", { package: String(params.package ?? params.module) })}
              </ButtonLink>
            ) : null}
          </>
        ) : null
      }
    >
      {words(job.message)}
    </Say>
  );
}

const around = 3;

/** The lines of the script around the place, the place itself marked. */
function Excerpt({ code, fileName, line }: { readonly code: string; readonly fileName: string; readonly line: number }) {
  const lines = code.split("\n");
  const first = Math.max(1, line - around);
  return (
    <CodeFrame title={`${fileName}:${line}`}>
      <ol className="overflow-x-auto py-2 font-mono text-12 leading-5">
        {lines.slice(first - 1, line + around).map((text, index) => {
          const number = first + index;
          return (
            <li
              key={number}
              aria-current={number === line ? "true" : undefined}
              className="flex gap-4 px-4 aria-[current=true]:bg-bad-soft"
            >
              <span className="w-8 shrink-0 select-none text-right text-muted">{number}</span>
              <code className="whitespace-pre">{text}</code>
            </li>
          );
        })}
      </ol>
    </CodeFrame>
  );
}
