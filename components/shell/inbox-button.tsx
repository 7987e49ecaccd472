"use client";

import { Bell } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefresh } from "@/components/live/refresh";
import { useTopic } from "@/components/live/use-topic";
import { CountedIcon } from "@/components/shell/counted-icon";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Popover } from "@/components/ui/popover";
import { Time } from "@/components/ui/time";
import { cn } from "@/lib/cn";

/** What happened to one's own things; each line opens the exact place. */
export function InboxButton({ data, deeds }: { readonly data: ShellData; readonly deeds: ShellDeeds }) {
  const t = useTranslations("shell");
  const message = useMessage();
  const router = useRouter();
  const refresh = useRefresh();
  const [open, setOpen] = useState(false);
  const { items, unread } = data.inbox;
  useTopic("inbox", ({ data: told }) => typeof told.unread === "number" && told.unread !== unread && refresh());

  async function markAll() {
    await deeds.markInboxRead();
    router.refresh();
  }

  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title={t("inbox.title")}
      action={
        unread > 0 ? (
          <Button look="bare" size="low" onClick={markAll}>
            {t("inbox.markAll")}
          </Button>
        ) : null
      }
      trigger={
        <Button look="bare" size="icon" aria-label={t("inbox.label", { count: unread })}>
          <CountedIcon count={unread}>
            <Bell aria-hidden="true" strokeWidth={1.75} />
          </CountedIcon>
        </Button>
      }
    >
      {items.length === 0 ? (
        <p className="px-4 py-6 text-center text-13 text-muted">{t("inbox.empty")}</p>
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item.id} className="border-border border-t first:border-t-0">
              <Link
                href={item.path}
                onClick={() => {
                  setOpen(false);
                  if (item.readAt === null) void deeds.markInboxRead([item.id]);
                }}
                className="grid grid-cols-[8px_minmax(0,1fr)] gap-x-2.5 px-4 py-2.5 text-13 transition-colors -outline-offset-2! hover:bg-hover"
              >
                <span className={cn("mt-1.5 size-2 rounded-full", item.readAt === null && "bg-accent-solid")}>
                  {item.readAt === null ? <span className="sr-only">{t("inbox.unread")}</span> : null}
                </span>
                <span className={cn("break-words", item.readAt !== null && "text-secondary")}>{message(item)}</span>
                <Time at={item.createdAt} className="col-start-2 text-12 text-muted" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
