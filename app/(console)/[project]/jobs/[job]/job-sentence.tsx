"use client";

import { useTranslations } from "next-intl";
import { useMessage } from "@/components/shell/use-message";
import { Elapsed } from "@/components/ui/elapsed";
import type { JobView } from "@/lib/jobs/job";

/** One sentence: how it is, why, and how long. */
export function JobSentence({ job }: { readonly job: JobView }) {
  const t = useTranslations("jobs.sentence");
  const words = useMessage();
  const { status, startedAt, endedAt } = job;
  if (status === "failed") return t("failed");
  if (job.message) return words(job.message);
  if (startedAt && (status === "running" || status === "succeeded")) {
    return t.rich(status, { time: () => <Elapsed from={startedAt} to={endedAt} /> });
  }
  const latest = job.timeline.at(-1);
  return latest ? words(latest) : null;
}
