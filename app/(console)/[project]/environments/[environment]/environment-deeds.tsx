"use client";

import { Hammer, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { Button, ButtonLink } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import type { EnvironmentVersionView, EnvironmentView } from "@/lib/environments/environment";
import { buildEnvironmentAction, deleteEnvironmentAction, restoreEnvironmentAction } from "../actions";

interface EnvironmentDeedsProps {
  readonly environment: EnvironmentView;
  readonly version: EnvironmentVersionView;
  readonly project: string;
  readonly projectId: string;
}

/** Build, change, delete. What the platform offers can only be built here. */
export function EnvironmentDeeds({ environment, version, project, projectId }: EnvironmentDeedsProps) {
  const t = useTranslations("environments");
  const router = useRouter();
  const build = useSubmit(buildEnvironmentAction, () => undefined);
  const restore = useSubmit(restoreEnvironmentAction, () => router.push(`/${project}/environments/${environment.slug}`));
  const remove = useSubmit(deleteEnvironmentAction, () => {
    toast.success(t("deleted", { name: environment.name }), { undo: () => restore.submit({ id: environment.id }) });
    router.push(`/${project}/environments`);
  });
  const refused = build.error ?? remove.error;
  const canBuild = version.status === "failed" || (version.status === "queued" && !version.isAsked);
  return (
    <>
      {refused ? (
        <p role="alert" className="basis-full text-13 text-bad-text">
          {refused}
        </p>
      ) : null}
      {environment.projectId !== null ? (
        <>
          <Button busy={remove.busy} look="danger" onClick={() => remove.submit({ id: environment.id })}>
            <Trash2 aria-hidden="true" strokeWidth={1.75} />
            {t("delete")}
          </Button>
          <ButtonLink href={`/${project}/environments/${environment.slug}/edit`}>
            <Pencil aria-hidden="true" strokeWidth={1.75} />
            {t("change")}
          </ButtonLink>
        </>
      ) : null}
      {canBuild ? (
        <Button look="primary" busy={build.busy} onClick={() => build.submit({ id: version.id, projectId })}>
          <Hammer aria-hidden="true" strokeWidth={1.75} />
          {t(version.status === "failed" ? "buildAgain" : "buildNow")}
        </Button>
      ) : null}
    </>
  );
}
