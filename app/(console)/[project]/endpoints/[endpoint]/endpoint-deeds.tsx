"use client";

import { Ellipsis, Pencil, Play, Plus, Square, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button, ButtonLink } from "@/components/ui/button";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import type { EndpointView } from "@/lib/endpoints/endpoint";
import { deleteEndpointAction, restoreEndpointAction, startEndpointAction, stopEndpointAction, updateEndpointAction } from "../actions";

interface EndpointDeedsProps {
  readonly endpoint: EndpointView;
  readonly project: string;
}

/** New revision, stop or start, rename, delete. */
export function EndpointDeeds({ endpoint, project }: EndpointDeedsProps) {
  const t = useTranslations("endpoints");
  const router = useRouter();
  const [open, setOpen] = useState<"rename" | "delete" | null>(null);
  const start = useSubmit(startEndpointAction, () => undefined);
  const stop = useSubmit(stopEndpointAction, () => undefined);
  const restore = useSubmit(restoreEndpointAction, () => router.push(`/${project}/endpoints/${endpoint.slug}`));
  const canStart = !endpoint.wantsRunning || endpoint.status === "failed";
  const refused = start.error ?? stop.error;

  async function remove(): Promise<string | undefined> {
    const result = await deleteEndpointAction({ id: endpoint.id });
    if (!result.ok) return result.message;
    toast.success(t("deleted", { name: endpoint.name }), { undo: () => restore.submit({ id: endpoint.id }) });
    router.push(`/${project}/endpoints`);
  }

  return (
    <>
      {refused ? (
        <p role="alert" className="basis-full text-13 text-bad-text">
          {refused}
        </p>
      ) : null}
      {canStart ? (
        <Button busy={start.busy} onClick={() => start.submit({ id: endpoint.id })}>
          <Play aria-hidden="true" strokeWidth={1.75} />
          {t("start")}
        </Button>
      ) : (
        <Button busy={stop.busy} onClick={() => stop.submit({ id: endpoint.id })}>
          <Square aria-hidden="true" strokeWidth={1.75} />
          {t("stop")}
        </Button>
      )}
      <ButtonLink look="primary" href={`/${project}/endpoints/new?endpoint=${endpoint.slug}`}>
        <Plus aria-hidden="true" strokeWidth={1.75} />
        {t("newRevision")}
      </ButtonLink>
      <Menu
        trigger={
          <Button size="icon" data-icon aria-label={t("more")}>
            <Ellipsis aria-hidden="true" strokeWidth={1.75} />
          </Button>
        }
      >
        <MenuItem icon={<Pencil aria-hidden="true" strokeWidth={1.75} />} onClick={() => setOpen("rename")}>
          {t("rename")}
        </MenuItem>
        <MenuLine />
        <MenuItem danger icon={<Trash2 aria-hidden="true" strokeWidth={1.75} />} onClick={() => setOpen("delete")}>
          {t("delete")}
        </MenuItem>
      </Menu>
      <RenameDialog endpoint={endpoint} open={open === "rename"} onOpenChange={(next) => setOpen(next ? "rename" : null)} />
      <DangerDialog
        open={open === "delete"}
        onOpenChange={(next) => setOpen(next ? "delete" : null)}
        title={t("deleteTitle", { name: endpoint.name })}
        verb={t("delete")}
        onConfirm={remove}
      >
        <p>{t("deleteWords")}</p>
      </DangerDialog>
    </>
  );
}

interface RenameDialogProps {
  readonly endpoint: EndpointView;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

function RenameDialog({ endpoint, open, onOpenChange }: RenameDialogProps) {
  const t = useTranslations("endpoints");
  const [name, setName] = useState(endpoint.name);
  const { busy, error, fields, submit } = useSubmit(updateEndpointAction, () => onOpenChange(false));

  function send(event: FormEvent) {
    event.preventDefault();
    submit({ id: endpoint.id, version: endpoint.version, name });
  }

  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("rename")} description={t("renameWords")}>
      <Form onSubmit={send} className="grid gap-4">
        <Field label={t("deploy.name")} error={fields.name ?? error} required>
          <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={80} />
        </Field>
        <Button type="submit" look="primary" busy={busy} className="justify-self-end">
          {t("rename")}
        </Button>
      </Form>
    </Dialog>
  );
}
