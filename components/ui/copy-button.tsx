"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";

/** Copies `value`, shows a tick for two seconds and says so aloud. */
export function CopyButton({ value, label, className }: { readonly value: string; readonly label?: string; readonly className?: string }) {
  const t = useTranslations("common");
  const [copied, setCopied] = useState(false);

  async function copy() {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  }

  return (
    <Button look="bare" size="lowIcon" aria-label={label ?? t("copy")} onClick={copy} {...(className ? { className } : {})}>
      {copied ? <Check aria-hidden="true" className="text-good-text" strokeWidth={2} /> : <Copy aria-hidden="true" strokeWidth={1.75} />}
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
    </Button>
  );
}
