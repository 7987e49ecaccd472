import { useLocale, useTranslations } from "next-intl";
import { QuotaBar } from "@/components/ui/quota-bar";
import { formatBytes, formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import type { MachineView } from "@/lib/machine/get-machine";

/** What a node uses now of its processor, memory and disk. */
export function MachineBars({ node }: { readonly node: MachineView["nodes"][number] }) {
  const t = useTranslations("home.machine");
  const locale = useLocale();
  const { usage, allocatable } = node;
  if (!usage) return null;
  const diskUsed = usage.diskTotalBytes - usage.diskFreeBytes;
  const cores = (milli: number) => formatNumber(milli / 1000, locale, 2);
  return (
    <div className="grid gap-3.5">
      <QuotaBar
        label={t("cpu")}
        words={t("of", { used: cores(usage.cpuMilli), limit: cores(allocatable.cpuMilli) })}
        used={usage.cpuMilli}
        limit={allocatable.cpuMilli}
      />
      <QuotaBar
        label={t("memory")}
        words={t("of", { used: formatMemory(usage.memoryBytes, locale), limit: formatMemory(allocatable.memoryBytes, locale) })}
        used={usage.memoryBytes}
        limit={allocatable.memoryBytes}
      />
      <QuotaBar
        label={t("disk")}
        words={t("of", { used: formatBytes(diskUsed, locale), limit: formatBytes(usage.diskTotalBytes, locale) })}
        used={diskUsed}
        limit={usage.diskTotalBytes}
      />
    </div>
  );
}
