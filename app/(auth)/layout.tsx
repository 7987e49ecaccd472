import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Cairn } from "@/app/(auth)/cairn";
import { InsecureNotice } from "@/components/account/insecure-notice";
import { LocaleButton } from "@/components/shell/locale-button";
import { ThemeButton } from "@/components/shell/theme-button";
import { Logo } from "@/components/ui/stones";
import { version } from "@/package.json";

/** The frame of what one sees before being anyone: the cairn on its hill at the left, a form at the right. */
export default async function AuthLayout({ children }: { readonly children: ReactNode }) {
  const t = await getTranslations("auth.signIn");
  return (
    <div className="grid min-h-dvh bg-surface md:grid-cols-[minmax(0,1fr)_minmax(420px,560px)]">
      <div aria-hidden="true" className="relative hidden overflow-hidden border-r bg-background md:block">
        <Cairn />
        <p className="absolute bottom-11 left-12 text-20 text-secondary leading-[30px] [&:lang(zh)]:leading-[34px]">
          {t.rich("line", { br: () => <br /> })}
        </p>
      </div>
      <div className="flex min-h-dvh flex-col px-4 pt-5 pb-6 md:px-10">
        <header className="flex items-center gap-1">
          <Logo height={24} />
          <span className="flex-1" />
          <LocaleButton />
          <ThemeButton />
        </header>
        <main className="m-auto grid w-full max-w-90 gap-4 py-8">{children}</main>
        <InsecureNotice className="mb-4 rounded-control" />
        <footer className="text-12 text-muted tabular-nums">Cairn {version} · Apache-2.0</footer>
      </div>
    </div>
  );
}
