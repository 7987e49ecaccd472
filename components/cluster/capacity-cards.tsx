"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AcceleratorCells } from "@/components/cluster/accelerator-cells";
import { ShareBar } from "@/components/cluster/share-bar";
import type { AcceleratorCapacity, CapacityView } from "@/lib/cluster/node";
import { formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";

/** What is free of each type all over the cluster, and the largest that fits now: what people look at before they submit. */
export function CapacityCards({ capacity }: { readonly capacity: CapacityView }) {
  return (
    <>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,260px),1fr))] gap-4">
        {capacity.accelerators.map((one) => (
          <AcceleratorCard key={`${one.type} ${one.product}`} accelerator={one} />
        ))}
        <ProcessorCard capacity={capacity} />
      </div>
      <Legend />
    </>
  );
}

function AcceleratorCard({ accelerator }: { readonly accelerator: AcceleratorCapacity }) {
  const t = useTranslations("cluster");
  const locale = useLocale();
  const { type, product, memoryBytes, free, allocatable, places } = accelerator;
  return (
    <Card title={product ?? type} note={memoryBytes === null ? (product ? type : undefined) : formatMemory(memoryBytes, locale)}>
      <Figure amount={formatNumber(free, locale)} words={t("freeOf", { all: formatNumber(allocatable, locale) })} />
      {places.length > 0 ? (
        <div className="flex flex-wrap gap-x-2.5 gap-y-1.5">
          {places.map((place) => (
            <AcceleratorCells key={place.node} shares={place} isOpen={place.isOpen} />
          ))}
        </div>
      ) : (
        <Spread accelerator={accelerator} />
      )}
      <p className="text-13">
        <Fits accelerator={accelerator} />
      </p>
    </Card>
  );
}

function Fits({ accelerator: { largest, onTwo } }: { readonly accelerator: AcceleratorCapacity }) {
  const t = useTranslations("cluster.fits");
  const locale = useLocale();
  const b = (words: ReactNode) => <b className="font-semibold">{words}</b>;
  if (!largest) return t("none");
  const amount = formatNumber(largest.amount, locale);
  return onTwo > 0 ? t.rich("two", { b, amount, two: formatNumber(onTwo, locale) }) : t.rich("one", { b, amount, node: largest.node });
}

/** Of many nodes, how many have so many free: a type may have hundreds free and none of them together. */
function Spread({ accelerator: { spread } }: { readonly accelerator: AcceleratorCapacity }) {
  const t = useTranslations("cluster");
  const locale = useLocale();
  const most = Math.max(1, ...spread);
  return (
    <figure aria-label={t("spread")} className="grid gap-1">
      <div className="flex h-12 items-end gap-0.5">
        {spread.map((nodes, free) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the number that is free
            key={free}
            role="img"
            aria-label={t("spreadBar", { nodes, free })}
            title={t("spreadBar", { nodes, free })}
            className="flex-1 rounded-t-[2px] bg-accent-solid data-[free=none]:bg-wait-solid"
            data-free={free === 0 ? "none" : undefined}
            style={{ height: nodes === 0 ? 1 : `${Math.max(6, (nodes / most) * 100)}%` }}
          />
        ))}
      </div>
      <div aria-hidden="true" className="flex gap-0.5 text-11 text-muted tabular-nums">
        {spread.map((nodes, free) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the number that is free
          <span key={free} className="flex-1 text-center">
            {spread.length > 12 && free % 4 !== 0 ? "" : formatNumber(free, locale)}
            <span className="sr-only">{nodes}</span>
          </span>
        ))}
      </div>
    </figure>
  );
}

function ProcessorCard({ capacity: { cpuMilli, memoryBytes } }: { readonly capacity: CapacityView }) {
  const t = useTranslations("cluster");
  const locale = useLocale();
  const cores = (milli: number) => Math.floor(milli / 100) / 10;
  return (
    <Card title={t("cpu")}>
      <Figure amount={formatNumber(cores(cpuMilli.free), locale)} words={t("freeCores", { all: cores(cpuMilli.allocatable) })} />
      <ShareBar shares={cpuMilli} locale={locale} wide />
      <p className="text-13 text-muted">
        {t("memoryFree", { free: formatMemory(memoryBytes.free, locale), all: formatMemory(memoryBytes.allocatable, locale) })}
      </p>
      <p className="text-13">
        {cpuMilli.largest
          ? t.rich("fitsCpu", {
              b: (words) => <b className="font-semibold">{words}</b>,
              cores: cores(cpuMilli.largest.amount),
              node: cpuMilli.largest.node,
            })
          : t("fits.none")}
      </p>
    </Card>
  );
}

function Card({ title, note, children }: { readonly title: string; readonly note?: string | undefined; readonly children: ReactNode }) {
  return (
    <section className="grid content-start gap-2 rounded-panel border border-border bg-surface p-4">
      <h2 className="truncate" title={title}>
        {title} {note ? <span className="font-normal text-muted">{note}</span> : null}
      </h2>
      {children}
    </section>
  );
}

function Figure({ amount, words }: { readonly amount: string; readonly words: string }) {
  return (
    <p className="flex items-baseline gap-2">
      <span className="font-semibold text-28 tabular-nums">{amount}</span>
      <span className="text-13 text-muted">{words}</span>
    </p>
  );
}

function Legend() {
  const t = useTranslations("cluster");
  const looks = {
    ours: "bg-accent-solid",
    others: "bg-wait-solid",
    free: "shadow-[inset_0_0_0_1px_var(--border-strong)]",
    off: "hatch [--hatch:var(--warn-solid)] shadow-[inset_0_0_0_1px_var(--warn-solid)]",
  } as const;
  return (
    <p className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-12 text-muted">
      {(Object.keys(looks) as (keyof typeof looks)[]).map((name) => (
        <span key={name} className="inline-flex items-center gap-2">
          <span aria-hidden="true" className={`h-3 w-2 rounded-[2px] ${looks[name]}`} />
          {t(name)}
        </span>
      ))}
    </p>
  );
}
