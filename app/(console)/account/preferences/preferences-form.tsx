"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { updateProfileAction } from "@/app/(console)/account/actions";
import { setLocaleAction } from "@/app/(console)/actions";
import { whileSignedIn } from "@/components/account/while-signed-in";
import { useSingleKeys } from "@/components/shell/use-shortcuts";
import { Segmented } from "@/components/ui/segmented";
import { Switch } from "@/components/ui/switch";
import { toast } from "@/components/ui/toast";
import { type Theme, themes, type UpdateProfileInput } from "@/lib/accounts/user";
import type { ActionResult } from "@/lib/http/action";
import type { Locale } from "@/lib/i18n/locales";

/** Each choice takes effect at once, here and at the next sign-in elsewhere. */
export function PreferencesForm() {
  const t = useTranslations("account.preferences");
  const router = useRouter();
  const locale = useLocale();
  const theme = useChosenTheme();
  const { setTheme } = useTheme();
  const [singleKeys, setSingleKeys] = useSingleKeys();

  async function changeLocale(next: Locale) {
    await tell(whileSignedIn(() => setLocaleAction({ locale: next })));
    router.refresh();
  }

  function changeTheme(next: Theme) {
    setTheme(next);
    void keep({ theme: next });
  }

  function changeSingleKeys(on: boolean) {
    setSingleKeys(on);
    void keep({ preferences: { singleKeyShortcuts: on } });
  }

  return (
    <div className="grid max-w-120 gap-6">
      <fieldset className="grid justify-items-start gap-1.5">
        <legend className="mb-1 font-medium text-13">{t("language")}</legend>
        <Segmented
          label={t("language")}
          value={locale}
          onValueChange={(next) => void changeLocale(next)}
          options={[
            { value: "en", label: <span lang="en">English</span> },
            { value: "zh-CN", label: <span lang="zh-CN">简体中文</span> },
          ]}
        />
      </fieldset>
      <fieldset className="grid justify-items-start gap-1.5">
        <legend className="mb-1 font-medium text-13">{t("theme")}</legend>
        <Segmented
          label={t("theme")}
          value={theme}
          onValueChange={changeTheme}
          options={themes.map((value) => ({ value, label: t(value) }))}
        />
      </fieldset>
      <Switch label={t("singleKeys")} hint={t("singleKeysHint")} checked={singleKeys} onCheckedChange={changeSingleKeys} />
    </div>
  );
}

/** The server does not know the browser's choice, so the first drawing says “as the system”. */
function useChosenTheme(): Theme {
  const { theme } = useTheme();
  const isHere = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
  return (isHere && themes.find((known) => known === theme)) || "system";
}

function keep(input: UpdateProfileInput): Promise<void> {
  return tell(whileSignedIn(() => updateProfileAction(input)));
}

async function tell(result: Promise<ActionResult<unknown>>): Promise<void> {
  const { ok, ...refusal } = await result;
  if (!ok && "message" in refusal) toast.error(refusal.message, refusal.requestId);
}
