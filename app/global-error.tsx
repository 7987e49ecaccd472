"use client";

import "@/app/globals.css";
import { useEffect, useState } from "react";
import { useRetry } from "@/components/shell/use-retry";
import { type Locale, localeCookie } from "@/lib/i18n/locales";

interface Words {
  readonly title: string;
  readonly words: string;
  readonly retry: string;
  readonly reference: string;
}

/** The catalogue may be what failed, so these few words stand here. */
const words: Record<Locale, Words> = {
  en: {
    title: "The page could not be made",
    words: "Nothing was changed. Try again; if it stays so, give the reference to who looks after this server.",
    retry: "Try again",
    reference: "Reference",
  },
  "zh-CN": {
    title: "页面无法显示",
    words: "未做任何更改。请重试，如仍然如此，请把编号交给服务器管理员。",
    retry: "重试",
    reference: "编号",
  },
};

export default function GlobalError({ error }: { readonly error: Error & { readonly digest?: string } }) {
  const [locale, setLocale] = useState<Locale>("en");
  useRetry(reload);
  useEffect(() => setLocale(chosenLocale()), []);
  const say = words[locale];
  return (
    <html lang={locale}>
      <body>
        <title>{say.title}</title>
        <main className="mx-auto grid min-h-dvh max-w-[560px] content-center justify-items-start gap-3 p-6">
          <h1>{say.title}</h1>
          <p className="text-14 text-secondary">{say.words}</p>
          {error.digest ? (
            <p className="text-12 text-muted">
              {say.reference} <span className="font-mono">{error.digest}</span>
            </p>
          ) : null}
          <button
            type="button"
            onClick={reload}
            className="mt-2 h-8 rounded-control border border-edge bg-surface px-3 font-medium text-13 hover:bg-hover"
          >
            {say.retry}
          </button>
        </main>
      </body>
    </html>
  );
}

/** As the reader chose it; the server, which would know, made no page. */
function chosenLocale(): Locale {
  const chosen = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${localeCookie}=`));
  return (chosen?.split("=")[1] ?? navigator.language).startsWith("zh") ? "zh-CN" : "en";
}

/** Out here there is no router that could ask again. */
function reload(): void {
  window.location.reload();
}
