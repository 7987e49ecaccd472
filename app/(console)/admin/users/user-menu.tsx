"use client";

import { Ellipsis, KeyRound, ShieldCheck, ShieldOff, UserRoundCheck, UserRoundX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  disableUserAction,
  enableUserAction,
  makeAdministratorAction,
  resetPasswordAction,
  unmakeAdministratorAction,
} from "@/app/(console)/admin/users/actions";
import { HandOverDialog } from "@/app/(console)/admin/users/hand-over-dialog";
import { whileSignedIn } from "@/components/account/while-signed-in";
import { Button } from "@/components/ui/button";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import type { UserView, UserWithPasswordView } from "@/lib/accounts/user";

type Deed = "disable" | "reset" | "promote" | "demote";

interface UserMenuProps {
  readonly user: UserView;
  readonly isOwn: boolean;
  readonly address: string;
}

/** What an administrator can do about one person. */
export function UserMenu({ user, isOwn, address }: UserMenuProps) {
  const t = useTranslations("admin.users");
  const [deed, setDeed] = useState<Deed>();
  const [made, setMade] = useState<UserWithPasswordView>();
  const name = user.displayName;

  async function enable() {
    const result = await whileSignedIn(() => enableUserAction({ id: user.id }));
    if (result.ok) toast.success(t("enableDone", { name }));
    else toast.error(result.message, result.requestId);
  }

  async function confirm(): Promise<string | undefined> {
    switch (deed) {
      case "disable":
        return tell(await whileSignedIn(() => disableUserAction({ id: user.id })), t("disableDone", { name }), () => void enable());
      case "promote":
        return tell(await whileSignedIn(() => makeAdministratorAction({ id: user.id })), t("promoteDone", { name }));
      case "demote":
        return tell(await whileSignedIn(() => unmakeAdministratorAction({ id: user.id })), t("demoteDone", { name }));
      case "reset": {
        const result = await whileSignedIn(() => resetPasswordAction({ id: user.id }));
        if (!result.ok) return result.message;
        setMade(result.data);
        return undefined;
      }
      case undefined:
        return undefined;
    }
  }

  return (
    <>
      <Menu
        trigger={
          <Button look="bare" size="lowIcon" aria-label={t("actions", { name })}>
            <Ellipsis aria-hidden="true" strokeWidth={1.75} />
          </Button>
        }
      >
        {isOwn ? null : (
          <MenuItem icon={<KeyRound aria-hidden="true" strokeWidth={1.75} />} onClick={() => setDeed("reset")}>
            {t("reset")}
          </MenuItem>
        )}
        {user.isAdministrator ? (
          <MenuItem icon={<ShieldOff aria-hidden="true" strokeWidth={1.75} />} onClick={() => setDeed("demote")}>
            {t("demote")}
          </MenuItem>
        ) : (
          <MenuItem icon={<ShieldCheck aria-hidden="true" strokeWidth={1.75} />} onClick={() => setDeed("promote")}>
            {t("promote")}
          </MenuItem>
        )}
        {isOwn ? null : <MenuLine />}
        {isOwn ? null : user.isDisabled ? (
          <MenuItem icon={<UserRoundCheck aria-hidden="true" strokeWidth={1.75} />} onClick={() => void enable()}>
            {t("enable")}
          </MenuItem>
        ) : (
          <MenuItem icon={<UserRoundX aria-hidden="true" strokeWidth={1.75} />} onClick={() => setDeed("disable")}>
            {t("disable")}
          </MenuItem>
        )}
      </Menu>
      {deed ? (
        <DangerDialog
          open
          onOpenChange={(open) => !open && setDeed(undefined)}
          title={t(`${deed}Title`, { name })}
          verb={t(deed)}
          onConfirm={confirm}
        >
          <p>{t(`${deed}Sentence`, { name })}</p>
        </DangerDialog>
      ) : null}
      {made ? <HandOverDialog kind="reset" made={made} address={address} onClose={() => setMade(undefined)} /> : null}
    </>
  );
}

type Result = { readonly ok: true } | { readonly ok: false; readonly message: string };

function tell(result: Result, done: string, undo?: () => void): string | undefined {
  if (!result.ok) return result.message;
  toast.success(done, undo ? { undo } : {});
  return undefined;
}
