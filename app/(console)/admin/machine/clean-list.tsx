"use client";

import { useLocale, useTranslations } from "next-intl";
import { useSubmit } from "@/components/account/use-submit";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { formatBytes } from "@/lib/format/bytes";
import { type Cleanable, cleanables } from "@/lib/machine/cleanable";
import { cleanMachineAction } from "./actions";

/** What can be freed, how much it is, and the button that does it. */
export function CleanList({ sizes }: { readonly sizes: Readonly<Record<Cleanable, number>> }) {
  const t = useTranslations("home.machine");
  const words = useMessage();
  const locale = useLocale();
  const { busy, error, submit } = useSubmit(cleanMachineAction, (operation) => {
    if (operation.status === "succeeded") toast.success(t("freed", { size: formatBytes(operation.done, locale) }));
    else if (operation.message) toast.error(words(operation.message));
    else toast.success(t("freeing"));
  });
  return (
    <>
      <ul>
        {cleanables.map((what) => (
          <li key={what} className="flex min-h-10 flex-wrap items-center gap-3 border-border border-t py-1.5 text-13">
            <span className="min-w-0 flex-1 max-sm:basis-full">{t(`clean.${what}`)}</span>
            <span className="text-muted tabular-nums max-sm:flex-1">
              {sizes[what] > 0 ? formatBytes(sizes[what], locale) : t("nothing")}
            </span>
            <Button size="low" busy={busy} disabled={sizes[what] === 0} onClick={() => submit({ what })}>
              {t("cleanNow")}
            </Button>
          </li>
        ))}
      </ul>
      {error ? (
        <p role="alert" className="text-13 text-bad-text">
          {error}
        </p>
      ) : null}
    </>
  );
}
