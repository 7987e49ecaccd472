"use client";

import { Hourglass } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";

const lookEveryMs = 15_000;

/** Says on every page that no worker answers, so that what waits is not taken for what is true. Nobody else would tell: changes come from it. */
export function WorkerBanner() {
  const t = useTranslations("shell.connection");
  const router = useRouter();
  const [isSilent, setSilent] = useState(false);
  const before = useRef(false);

  useEffect(() => {
    const look = async () => {
      if (document.hidden) return;
      const silent = await hasNoWorker();
      if (silent === undefined || silent === before.current) return;
      before.current = silent;
      setSilent(silent);
      router.refresh();
    };
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, [router]);

  if (!isSilent) return null;
  return (
    <p role="status" className="flex items-center gap-2.5 border-border border-b bg-warn-soft px-4 py-1.5 text-13 md:px-6">
      <Hourglass aria-hidden="true" className="size-4 shrink-0 text-warn-text" strokeWidth={1.75} />
      <span className="min-w-0 flex-1">{t("noWorker")}</span>
    </p>
  );
}

/** Undefined when the server itself does not answer: that is said elsewhere. */
async function hasNoWorker(): Promise<boolean | undefined> {
  try {
    const { checks } = await (await fetch("/api/ready")).json();
    return checks.database === "ok" ? checks.worker === "failed" : undefined;
  } catch {
    return undefined;
  }
}
