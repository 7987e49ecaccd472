"use client";

import { useTranslations } from "next-intl";
import { type Cell, Cells } from "@/components/ui/cells";
import { freeOf, type Shares } from "@/lib/cluster/node";

/** More than these are told, not drawn. */
const most = 16;

/** The accelerators of one node, one by one: ours, others', free; what is free of a closed node is out of use. */
export function AcceleratorCells({
  shares,
  isOpen,
  small = false,
}: {
  readonly shares: Shares;
  readonly isOpen: boolean;
  readonly small?: boolean;
}) {
  const t = useTranslations("cluster");
  const free = freeOf(shares);
  if (shares.allocatable > most) return null;
  const row = (count: number, cell: Cell) => Array.from({ length: Math.round(count) }, () => cell);
  const cells = [...row(shares.own, "mine"), ...row(shares.others, "others"), ...row(free, isOpen ? "free" : "off")];
  const label = t("heldWords", { own: shares.own, others: shares.others, free, all: shares.allocatable });
  return <Cells cells={cells} label={label} small={small} className="shrink-0 flex-nowrap" />;
}
