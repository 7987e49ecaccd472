import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { QuotaBar } from "@/components/ui/quota-bar";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatBytes, formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import type { ProjectLimitsView } from "@/lib/projects/limits";

interface Line {
  readonly name: string;
  readonly used: number;
  readonly limit: number | null;
  /** What the cluster itself counts, where it does. */
  readonly counted: number | null;
  readonly words: (amount: number) => string;
}

/** What is used of the quota, and by what. */
export function Usage({ project, limits }: { readonly project: string; readonly limits: ProjectLimitsView }) {
  const t = useTranslations("projects.limits");
  const lines = useLines(limits);
  const isBeyond = lines.some(({ used, limit }) => limit !== null && used > limit);
  const differing = lines.filter(({ used, counted }) => counted !== null && counted !== used);
  return (
    <div className="grid gap-4">
      <div className="grid gap-3.5">
        {lines.map(({ name, used, limit, words }) =>
          limit === null ? (
            <div key={name} className="flex justify-between gap-2 text-13">
              <span className="min-w-0 truncate">{name}</span>
              <span className="shrink-0 text-muted tabular-nums">{t("unlimited", { used: words(used) })}</span>
            </div>
          ) : (
            <QuotaBar key={name} label={name} words={t("of", { used: words(used), limit: words(limit) })} used={used} limit={limit} />
          ),
        )}
      </div>
      {isBeyond ? <Notice className="mb-0">{t("below")}</Notice> : null}
      {differing.length > 0 ? (
        <p className="text-12 text-muted">
          {t("clusterDiffers", { words: differing.map(({ name, counted, words }) => `${name} ${words(counted ?? 0)}`).join(", ") })}
        </p>
      ) : null}
      {limits.isInCluster ? null : <p className="text-12 text-muted">{t("onMachine")}</p>}
      <Holders project={project} holders={limits.holders} />
    </div>
  );
}

/** CPU and memory always, the rest where something is limited or used. */
function useLines({ quota, used, cluster }: ProjectLimitsView): readonly Line[] {
  const t = useTranslations("projects.limits");
  const locale = useLocale();
  const types = [...new Set([...Object.keys(quota.accelerators), ...Object.keys(used.accelerators)])].toSorted();
  const count = (amount: number) => formatNumber(amount, locale);
  return [
    {
      name: t("cpu"),
      used: used.cpuMilli,
      limit: quota.cpuMilli,
      counted: cluster?.cpuMilli ?? null,
      words: (milli) => formatNumber(milli / 1000, locale, 3),
    },
    {
      name: t("memory"),
      used: used.memoryBytes,
      limit: quota.memoryBytes,
      counted: cluster?.memoryBytes ?? null,
      words: (bytes) => formatMemory(bytes, locale),
    },
    ...types.map((type) => ({
      name: type,
      used: used.accelerators[type] ?? 0,
      limit: quota.accelerators[type] ?? null,
      counted: cluster?.accelerators[type] ?? null,
      words: count,
    })),
    ...(quota.storageBytes === null
      ? []
      : [
          {
            name: t("storage"),
            used: cluster?.storageBytes ?? 0,
            limit: quota.storageBytes,
            counted: null,
            words: (bytes: number) => formatBytes(bytes, locale),
          },
        ]),
    ...(quota.replicas === null
      ? []
      : [{ name: t("replicas"), used: cluster?.replicas ?? 0, limit: quota.replicas, counted: null, words: count }]),
  ];
}

function Holders({ project, holders }: { readonly project: string; readonly holders: ProjectLimitsView["holders"] }) {
  const t = useTranslations("projects.limits");
  const locale = useLocale();
  if (holders.length === 0) return <p className="text-13 text-muted">{t("nothing")}</p>;
  return (
    <Table label={t("byWhat")}>
      <thead>
        <tr>
          <Th>{t("byWhat")}</Th>
          <Th>{t("resources")}</Th>
        </tr>
      </thead>
      <tbody>
        {holders.map(({ type, slug, name, cpuMilli, memoryBytes, accelerators }) => (
          <Tr key={`${type} ${slug}`}>
            <Td>
              <Link href={`/${project}/${type}s/${slug}`}>{name}</Link>
            </Td>
            <Td className="tabular-nums">
              {t("amounts", { cpu: formatNumber(cpuMilli / 1000, locale, 3), memory: formatMemory(memoryBytes, locale) })}
              {Object.entries(accelerators).map(([device, count]) => (count > 0 ? `, ${formatNumber(count, locale)} × ${device}` : null))}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
