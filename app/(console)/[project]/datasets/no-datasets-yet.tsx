"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { Button, ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { loadSampleAction } from "./actions";

interface NoDatasetsYetProps {
  readonly projectId: string;
  readonly project: string;
  readonly mayWrite: boolean;
}

/** The first use: a real sample, one click away. */
export function NoDatasetsYet({ projectId, project, mayWrite }: NoDatasetsYetProps) {
  const t = useTranslations("datasets.empty");
  const router = useRouter();
  const load = useSubmit(loadSampleAction, ({ dataset }) => router.push(`/${project}/datasets/${dataset.slug}`));
  return (
    <Empty
      kind="first-use"
      title={t("title")}
      action={
        mayWrite ? (
          <>
            <Button busy={load.busy} onClick={() => load.submit({ projectId, sample: "digits" })}>
              {t("sample")}
            </Button>
            <ButtonLink href={`/${project}/datasets/new`}>{t("upload")}</ButtonLink>
          </>
        ) : null
      }
    >
      {load.error ?? t("hint")}
    </Empty>
  );
}
