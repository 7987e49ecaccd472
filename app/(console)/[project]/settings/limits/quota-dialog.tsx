"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { setQuotaAction } from "@/app/(console)/[project]/settings/actions";
import { type DraftErrors, type QuotaDraft, readDraft, toDraft } from "@/app/(console)/[project]/settings/limits/quota-draft";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { toast } from "@/components/ui/toast";
import type { PodSecurity } from "@/db/values";
import type { ProjectLimitsView } from "@/lib/projects/limits";
import type { ProjectView } from "@/lib/projects/project";

interface QuotaDialogProps {
  readonly project: ProjectView;
  readonly limits: ProjectLimitsView;
}

/** What an administrator allows the project. */
export function QuotaDialog(props: QuotaDialogProps) {
  const t = useTranslations("projects.limits");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t("edit")}</Button>
      <Dialog open={isOpen} onOpenChange={setIsOpen} title={t("edit")}>
        <QuotaForm {...props} onDone={() => setIsOpen(false)} />
      </Dialog>
    </>
  );
}

function QuotaForm({ project, limits, onDone }: QuotaDialogProps & { readonly onDone: () => void }) {
  const t = useTranslations("projects.limits");
  const [draft, setDraft] = useState(() => toDraft(limits.quota));
  const [podSecurity, setPodSecurity] = useState<PodSecurity>(limits.podSecurity);
  const [unread, setUnread] = useState<DraftErrors>({});
  const { busy, error, fields, submit } = useSubmit(setQuotaAction, () => {
    toast.success(t("saved", { name: project.name }));
    onDone();
  });

  function send(event: FormEvent) {
    event.preventDefault();
    const { quota, errors } = readDraft(draft);
    setUnread(errors);
    if (Object.keys(errors).length === 0) submit({ projectId: project.id, version: limits.version, ...quota, podSecurity });
  }

  const amount = (field: Exclude<keyof QuotaDraft, "accelerators">, hint: string, refused: string | undefined) => (
    <Field label={t(field)} hint={hint} error={unread[field] ? t("number") : refused}>
      <Input inputMode="decimal" value={draft[field]} onChange={(event) => setDraft({ ...draft, [field]: event.target.value })} />
    </Field>
  );
  return (
    <Form onSubmit={send} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        {amount("cpu", t("cpuHint"), fields.cpuMilli)}
        {amount("memory", t("memoryHint"), fields.memoryBytes)}
        {amount("storage", t("storageHint"), fields.storageBytes)}
        {amount("replicas", t("replicasHint"), fields.replicas)}
      </div>
      <Field
        label={t("accelerators")}
        hint={t("acceleratorsHint")}
        error={unread.accelerators ? t("acceleratorLine", unread.accelerators) : fields.accelerators}
      >
        <Textarea
          rows={3}
          value={draft.accelerators}
          onChange={(event) => setDraft({ ...draft, accelerators: event.target.value })}
          className="font-mono text-12"
        />
      </Field>
      <Field label={t("podSecurity")} hint={t("podSecurityHint")}>
        <Select
          options={[
            { value: "restricted", label: t("restricted") },
            { value: "baseline", label: t("baseline") },
          ]}
          value={podSecurity}
          onValueChange={setPodSecurity}
        />
      </Field>
      <FormError>{error}</FormError>
      <div>
        <Button type="submit" look="primary" busy={busy}>
          {t("save")}
        </Button>
      </div>
    </Form>
  );
}
