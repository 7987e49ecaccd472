"use client";

import { useTranslations } from "next-intl";
import { signOutAction } from "@/app/(auth)/actions";
import { useSubmit } from "@/components/account/use-submit";
import { Button, ButtonLink } from "@/components/ui/button";

export function SignOutForm() {
  const t = useTranslations("auth.signOut");
  const { busy, error, submit } = useSubmit(signOutAction, () => {
    window.location.assign("/sign-in");
    return new Promise<void>(() => undefined);
  });
  return (
    <div className="grid gap-3">
      {error ? (
        <p role="alert" className="text-13 text-bad-text">
          {error}
        </p>
      ) : null}
      <Button look="primary" size="tall" busy={busy} onClick={() => submit(undefined)} className="w-full">
        {t("submit")}
      </Button>
      <ButtonLink size="tall" href="/" className="w-full">
        {t("stay")}
      </ButtonLink>
    </div>
  );
}
