"use client";

import { usePathname } from "next/navigation";
import { Crumbs } from "@/components/shell/crumbs";

interface AccountCrumbsProps {
  readonly title: string;
  readonly tabs: readonly { readonly href: string; readonly label: string }[];
}

/** The account, then the tab that the address names. */
export function AccountCrumbs({ title, tabs }: AccountCrumbsProps) {
  const path = usePathname();
  const tab = tabs.find(({ href }) => href === path);
  return <Crumbs items={[{ label: title, href: "/account" }, ...(tab ? [{ label: tab.label }] : [])]} />;
}
