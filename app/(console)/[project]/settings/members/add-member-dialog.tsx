"use client";

import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { addMemberAction } from "@/app/(console)/[project]/settings/actions";
import { FormError } from "@/components/account/form-error";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { RadioRows } from "@/components/ui/radio-rows";
import { toast } from "@/components/ui/toast";
import { type ProjectRole, projectRoles } from "@/db/values";

export function AddMemberDialog({ projectId }: { readonly projectId: string }) {
  const t = useTranslations("projects.members");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <UserPlus aria-hidden="true" strokeWidth={1.75} />
        {t("add")}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t("add")}>
        <AddMemberForm projectId={projectId} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function AddMemberForm({ projectId, onDone }: { readonly projectId: string; readonly onDone: () => void }) {
  const t = useTranslations("projects");
  const [name, setName] = useState("");
  const [role, setRole] = useState<ProjectRole>("member");
  const { busy, error, fields, submit } = useSubmit(addMemberAction, (member) => {
    toast.success(t("members.added", { name: member.displayName }));
    onDone();
  });

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ projectId, name, role });
  }

  return (
    <Form onSubmit={send} className="grid gap-4">
      <Field label={t("members.account")} hint={t("members.accountHint")} error={fields.name}>
        <Input
          value={name}
          autoFocus
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <RadioRows
        label={t("members.role")}
        value={role}
        onValueChange={setRole}
        rows={projectRoles.map((value) => ({
          value,
          name: t(`roles.${value}`),
          middle: <span className="text-muted">{t(`roles.${value}Hint`)}</span>,
        }))}
      />
      <FormError>{error}</FormError>
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={name.trim() === ""}>
          {t("members.submit")}
        </Button>
      </div>
    </Form>
  );
}
