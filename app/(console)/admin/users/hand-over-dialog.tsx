"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { CopyLine } from "@/components/ui/copy-line";
import { Dialog } from "@/components/ui/dialog";
import { Pairs } from "@/components/ui/key-facts";
import type { UserWithPasswordView } from "@/lib/accounts/user";

interface HandOverDialogProps {
  readonly kind: "created" | "reset";
  readonly made: UserWithPasswordView;
  readonly address: string;
  readonly onClose: () => void;
}

/** A one-time password, shown this once, with all that the person needs to sign in. */
export function HandOverDialog({ kind, made, address, onClose }: HandOverDialogProps) {
  const t = useTranslations("admin.users.made");
  const { user, oneTimePassword: password } = made;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={kind === "created" ? t("title", { name: user.displayName }) : t("reset", { name: user.displayName })}
      description={t("sentence")}
      footer={
        <Button look="primary" onClick={onClose}>
          {t("done")}
        </Button>
      }
    >
      <Pairs
        facts={[
          { name: t("address"), value: <CopyLine value={address} /> },
          { name: t("account"), value: <CopyLine value={user.name} /> },
          { name: t("password"), value: <CopyLine value={password} /> },
        ]}
      />
      <p className="flex items-center gap-1 text-13 text-muted">
        <CopyButton value={t("text", { address, name: user.name, password })} label={t("copyAll")} />
        {t("copyAll")}
      </p>
    </Dialog>
  );
}
