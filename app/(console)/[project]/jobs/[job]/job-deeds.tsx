"use client";

import { Copy, Ellipsis, RotateCw, Square, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { StonesIcon } from "@/components/shell/stones-icon";
import { Button, ButtonLink } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import type { JobView } from "@/lib/jobs/job";
import { deleteJobAction, restoreJobAction, retryJobAction, stopJobAction } from "../actions";

interface JobDeedsProps {
  readonly job: JobView;
  readonly path: string;
  readonly project: string;
  readonly mayWrite: boolean;
}

/** What one can do with a job as it is now: one primary, the rest beside it or in the menu. */
export function JobDeeds({ job, path, project, mayWrite }: JobDeedsProps) {
  const t = useTranslations("jobs.deeds");
  const router = useRouter();
  const stop = useSubmit(stopJobAction, () => undefined);
  const retry = useSubmit(retryJobAction, () => undefined);
  const restore = useSubmit(restoreJobAction, () => router.push(path));
  const remove = useSubmit(deleteJobAction, () => {
    toast.success(t("deleted", { name: job.name }), { undo: () => restore.submit({ id: job.id }) });
    router.push(`/${project}/jobs`);
  });
  if (!mayWrite) return null;
  const hasEnded = job.endedAt !== null;
  const refused = stop.error ?? retry.error ?? remove.error;
  return (
    <>
      {refused ? (
        <p role="alert" className="basis-full text-13 text-bad-text">
          {refused}
        </p>
      ) : null}
      {hasEnded ? null : (
        <Button busy={stop.busy} disabled={job.status === "stopping"} onClick={() => stop.submit({ id: job.id })}>
          <Square aria-hidden="true" strokeWidth={1.75} />
          {t("stop")}
        </Button>
      )}
      <ButtonLink href={`/${project}/jobs/new?from=${job.slug}`}>
        <Copy aria-hidden="true" strokeWidth={1.75} />
        {t("clone")}
      </ButtonLink>
      {job.status === "failed" || job.status === "cancelled" ? (
        <Button look="primary" busy={retry.busy} onClick={() => retry.submit({ id: job.id })}>
          <RotateCw aria-hidden="true" strokeWidth={1.75} />
          {t("retry")}
        </Button>
      ) : null}
      {job.status === "succeeded" && job.attempt.outputCount > 0 ? (
        <ButtonLink look="primary" href={`/${project}/models/new?attempt=${job.attempt.id}`}>
          <StonesIcon aria-hidden="true" />
          {t("register")}
        </ButtonLink>
      ) : null}
      {hasEnded ? (
        <Menu
          trigger={
            <Button size="icon" aria-label={t("more")} data-icon>
              <Ellipsis aria-hidden="true" strokeWidth={1.75} />
            </Button>
          }
        >
          <MenuItem danger icon={<Trash2 aria-hidden="true" strokeWidth={1.75} />} onClick={() => remove.submit({ id: job.id })}>
            {t("delete")}
          </MenuItem>
        </Menu>
      ) : null}
    </>
  );
}
