"use client";

import { useTranslations } from "next-intl";
import { useRetry } from "@/components/shell/use-retry";
import { Button, ButtonLink } from "@/components/ui/button";
import { CopyLine } from "@/components/ui/copy-line";
import { Empty } from "@/components/ui/empty";

/** A page that could not be made: nothing was changed, it is tried again, and a reference for who looks after the server. */
export function PageError({ reference, retry }: { readonly reference: string | undefined; readonly retry: () => void }) {
  const t = useTranslations("shell.error");
  useRetry(retry);
  return (
    <div className="mx-auto w-full max-w-[720px] p-4 md:p-12">
      <Empty
        kind="failed"
        title={<h1 className="text-16 tracking-normal">{t("title")}</h1>}
        action={
          <>
            <Button size="low" onClick={retry}>
              {t("retry")}
            </Button>
            <ButtonLink size="low" href="/">
              {t("home")}
            </ButtonLink>
          </>
        }
      >
        {t("words")}
      </Empty>
      {reference ? (
        <CopyLine
          className="mt-3"
          before={<span className="font-sans text-muted">{t("reference")}</span>}
          value={reference}
          label={t("copyReference")}
        />
      ) : null}
    </div>
  );
}
