"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { Spec } from "@/app/design/spec";
import { Button } from "@/components/ui/button";
import type { LogLineView } from "@/components/ui/log-line";
import { LogView } from "@/components/ui/log-view";
import { Panel } from "@/components/ui/page";
import { Segmented } from "@/components/ui/segmented";

const from = Date.UTC(2026, 10, 20, 7, 10, 0);

function lineAt(index: number): LogLineView {
  const at = new Date(from + index * 11_000).toISOString();
  const step = 11_940 + index * 20;
  const text =
    index % 23 === 17
      ? "WARNING dataloader: 3 images skipped, truncated JPEG (first: b/0412.jpg)"
      : index % 41 === 40
        ? "RuntimeError: tried to allocate 2.30 GiB, 0.86 GiB free"
        : index % 12 === 9
          ? `\u001b[32mcheckpoint\u001b[0m saved outputs/ckpt-${step}.pt  97.6 MB  1.4 s`
          : `\u001b[36mepoch 18\u001b[0m step ${step}/26800  loss ${(0.39 - index * 0.0001).toFixed(4)}  lr 6.2e-4  141 img/s`;
  return { line: index + 1, at, rank: index % 23 === 17 ? 2 : 0, text };
}

/** A log that grows, one that is archived with lines lost, and an empty one. */
export function LogSection() {
  const t = useTranslations("design");
  const [count, setCount] = useState(400);
  const [rank, setRank] = useState<"all" | "0" | "2">("all");
  const [isLive, setLive] = useState(false);
  const lines = useMemo(
    () => Array.from({ length: count }, (_, index) => lineAt(index)).filter((line) => rank === "all" || String(line.rank) === rank),
    [count, rank],
  );
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => setCount((now) => now + 1), 700);
    return () => clearInterval(timer);
  }, [isLive]);
  return (
    <Spec title={t("logs")}>
      <Panel flush>
        <LogView
          className="h-105"
          lines={lines}
          lostBefore={[392]}
          state="live"
          title={<h3>{t("logs")}</h3>}
          actions={
            <>
              <Segmented
                low
                label={t("rank")}
                value={rank}
                onValueChange={setRank}
                options={[
                  { value: "all", label: t("allRanks") },
                  { value: "0", label: "0" },
                  { value: "2", label: "2" },
                ]}
              />
              <Button size="low" look="bare" aria-pressed={isLive} onClick={() => setLive(!isLive)}>
                {isLive ? t("pause") : t("write")}
              </Button>
              <Button size="lowIcon" look="bare" aria-label={t("download")}>
                <Download aria-hidden="true" strokeWidth={1.75} />
              </Button>
            </>
          }
        />
      </Panel>
    </Spec>
  );
}
