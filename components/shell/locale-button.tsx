"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { localeCookie } from "@/lib/i18n/locales";

/** The other language, by its own name. Also stands on the sign-in page, where nothing can be saved to a profile. */
export function LocaleButton({
  setLocale,
  className,
}: {
  readonly setLocale?: (locale: string) => Promise<void>;
  readonly className?: string;
}) {
  const t = useTranslations("shell");
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  const other = useLocale() === "en" ? "zh-CN" : "en";

  function change() {
    startTransition(async () => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
      document.cookie = `${localeCookie}=${other}; path=/; max-age=31536000; samesite=lax`;
      await setLocale?.(other);
      router.refresh();
    });
  }

  return (
    <Button
      look="bare"
      busy={busy}
      onClick={change}
      lang={other}
      aria-label={t("otherLanguage")}
      className={`px-2 font-normal ${className ?? ""}`}
    >
      {other === "en" ? "EN" : "中文"}
    </Button>
  );
}
