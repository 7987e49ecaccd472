"use client";

import { TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { DraftView } from "@/lib/datasets/list-versions";
import { commitVersionAction, discardDraftAction, forgetUnfinishedAction } from "../actions";

interface DraftBarProps {
  readonly draft: DraftView;
  readonly datasetHref: string;
  readonly mayWrite: boolean;
}

/** What the draft changes, what is still on its way, and how it becomes a version. */
export function DraftBar({ draft, datasetHref, mayWrite }: DraftBarProps) {
  const t = useTranslations("datasets.draftBar");
  const router = useRouter();
  const [note, setNote] = useState("");
  const commit = useSubmit(commitVersionAction, ({ version, isUnchanged }) => {
    toast.success(t(isUnchanged ? "unchanged" : "committed", { version: `v${version.number}` }));
    router.push(`${datasetHref}?v=${version.number}`);
  });
  const forget = useSubmit(forgetUnfinishedAction, ({ forgotten }) => void toast.success(t("forgotten", { count: forgotten })));
  const { version, unfinished, unfinishedCount, twins } = draft;
  const changes = { added: version.addedFiles, changed: version.changedFiles, removed: version.removedFiles };
  const isSame = changes.added + changes.changed + changes.removed === 0;

  function send(event: FormEvent) {
    event.preventDefault();
    commit.submit({ versionId: version.id, note });
  }

  return (
    <section className="mb-4 grid gap-2 rounded-panel bg-sunken px-4 py-3 text-13 shadow-[inset_0_0_0_1px_var(--border)]">
      <p className="font-medium">{version.fileCount === 0 ? t("noFiles") : isSame ? t("nothing") : t("changes", changes)}</p>
      {unfinishedCount > 0 ? (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-secondary">
          <span className="min-w-0 break-words">{t("unfinished", { count: unfinishedCount, path: unfinished[0]?.path ?? "" })}</span>
          {mayWrite ? (
            <Button size="low" busy={forget.busy} onClick={() => forget.submit({ versionId: version.id })}>
              {t("forget")}
            </Button>
          ) : null}
        </p>
      ) : null}
      {twins ? (
        <p className="flex gap-2 text-warn-text">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
          <span className="min-w-0 break-words">{t("twins", { one: twins.paths[0], other: twins.paths[1], count: twins.count })}</span>
        </p>
      ) : null}
      {mayWrite ? (
        <Form onSubmit={send} className="flex flex-wrap items-center gap-2">
          <Input
            value={note}
            onChange={(event) => setNote(event.target.value)}
            maxLength={500}
            aria-label={t("note")}
            placeholder={t("note")}
            className="w-80 max-w-full max-sm:w-full"
          />
          <Button type="submit" look="primary" busy={commit.busy} disabled={version.fileCount === 0 || unfinishedCount > 0}>
            {t("commit")}
          </Button>
          <DangerDialog
            trigger={<Button look="bare">{t("discard")}</Button>}
            title={t("discardTitle")}
            verb={t("discard")}
            onConfirm={async () => {
              const result = await discardDraftAction({ versionId: version.id });
              if (!result.ok) return result.message;
              router.push(datasetHref);
              return undefined;
            }}
          >
            {t("discardText", { count: changes.added + changes.changed })}
          </DangerDialog>
        </Form>
      ) : null}
      {commit.error || forget.error ? (
        <p role="alert" className="text-bad-text">
          {commit.error ?? forget.error}
        </p>
      ) : null}
    </section>
  );
}
