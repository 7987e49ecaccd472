"use client";

import { CloudOff, LogIn } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { stream } from "@/components/live/stream";
import { useConnection } from "@/components/live/use-connection";
import { Button, buttonStyle } from "@/components/ui/button";

/** A short break is nobody's business. */
const silentMs = 2_500;

/** Says that the server does not answer and when it is asked again, or that the session ended. Forms stay as they are. */
export function ConnectionBanner() {
  const t = useTranslations("shell.connection");
  const connection = useConnection();
  const broken = connection.kind === "reconnecting";
  const [since, setSince] = useState<number>();
  const [now, setNow] = useState(0);

  useEffect(() => {
    setSince(broken ? Date.now() : undefined);
    if (!broken) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    const online = () => stream().retryNow();
    window.addEventListener("online", online);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", online);
    };
  }, [broken]);

  if (connection.kind === "signed-out") {
    return (
      <p role="alert" className="flex flex-wrap items-center gap-2.5 border-border border-b bg-warn-soft px-4 py-1.5 text-13 md:px-6">
        <LogIn aria-hidden="true" className="size-4 shrink-0 text-warn-text" strokeWidth={1.75} />
        <span className="min-w-0 flex-1">{t("signedOut")}</span>
        <a href="/sign-in" target="_blank" rel="noopener opener" className={buttonStyle({ size: "low" })}>
          {t("signIn")}
        </a>
        <Button size="low" look="bare" onClick={() => stream().retryNow()}>
          {t("retry")}
        </Button>
      </p>
    );
  }
  if (!broken || since === undefined || now - since < silentMs) return null;
  const seconds = Math.max(0, Math.ceil((connection.retryAt - now) / 1000));
  return (
    <p role="status" className="flex flex-wrap items-center gap-2.5 border-border border-b bg-warn-soft px-4 py-1.5 text-13 md:px-6">
      <CloudOff aria-hidden="true" className="size-4 shrink-0 text-warn-text" strokeWidth={1.75} />
      <span className="min-w-0 flex-1">{!navigator.onLine ? t("offline") : seconds > 0 ? t("reconnecting", { seconds }) : t("now")}</span>
      <Button size="low" onClick={() => stream().retryNow()}>
        {t("retry")}
      </Button>
    </p>
  );
}
