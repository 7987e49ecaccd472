"use client";

import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import { useTranslations } from "next-intl";
import { type ReactElement, type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { backdropStyle, popupStyle } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/cn";

interface DangerDialogProps {
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly trigger?: ReactElement;
  /** The question with the thing's name: "Delete dataset surface-defects?" */
  readonly title: ReactNode;
  /** Its numbers, what depends on it, what stays, until when it can be undone. */
  readonly children: ReactNode;
  /** Repeats verb and noun: "Delete dataset". */
  readonly verb: ReactNode;
  /** Given when others depend on it: this name must be typed. */
  readonly typeName?: string;
  /** Does it. The dialog closes when it resolves and stays, with the error's sentence, when that is returned. */
  readonly onConfirm: () => Promise<string | undefined>;
}

/** Friction in proportion to harm: focus starts on Cancel, the button says what it does, a name is typed when others depend. */
export function DangerDialog({ open, onOpenChange, trigger, title, children, verb, typeName, onConfirm }: DangerDialogProps) {
  const t = useTranslations("common");
  const [inner, setInner] = useState(false);
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const cancel = useRef<HTMLButtonElement>(null);
  const shown = open ?? inner;

  function change(next: boolean) {
    if (busy) return;
    setInner(next);
    onOpenChange?.(next);
    setTyped("");
    setError(undefined);
  }

  async function confirm() {
    setBusy(true);
    const refused = await onConfirm().finally(() => setBusy(false));
    if (refused !== undefined) return setError(refused);
    setInner(false);
    onOpenChange?.(false);
  }

  return (
    <Base.Root open={shown} onOpenChange={change}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className={backdropStyle} />
        <Base.Popup initialFocus={cancel} className={cn(popupStyle, "max-w-[460px]")}>
          <Base.Title className="font-semibold text-16">{title}</Base.Title>
          <Base.Description render={<div />} className="grid gap-2 text-13 text-secondary">
            {children}
          </Base.Description>
          {typeName === undefined ? null : (
            <Field
              label={
                <span>
                  {t.rich("typeToConfirm", { name: typeName, mono: (words) => <b className="font-mono font-semibold">{words}</b> })}
                </span>
              }
            >
              <Input mono autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
            </Field>
          )}
          {error ? (
            <p role="alert" className="text-13 text-bad-text">
              {error}
            </p>
          ) : null}
          <div className="flex flex-wrap justify-end gap-2 pt-1">
            <Base.Close render={<Button ref={cancel} />}>{t("cancel")}</Base.Close>
            <Button look="solidDanger" busy={busy} disabled={typeName !== undefined && typed !== typeName} onClick={confirm}>
              {verb}
            </Button>
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
