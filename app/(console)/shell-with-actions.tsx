"use client";

import type { ReactNode } from "react";
import { cancelOperationAction, markInboxReadAction, searchThingsAction, setLocaleAction, signOutAction } from "@/app/(console)/actions";
import { Shell } from "@/components/shell/shell";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import { toast } from "@/components/ui/toast";
import { isLocale } from "@/lib/i18n/locales";

type Result = { readonly ok: true } | { readonly ok: false; readonly message: string; readonly requestId: string };

/** The frame with what it can do; what is refused is told. */
export function ShellWithActions({ data, children }: { readonly data: ShellData; readonly children: ReactNode }) {
  return (
    <Shell data={data} deeds={deeds}>
      {children}
    </Shell>
  );
}

const deeds: ShellDeeds = {
  async search(projectId, text) {
    const result = await searchThingsAction({ projectId, text });
    return result.ok ? result.data : [];
  },
  markInboxRead: async (ids) => tell(await markInboxReadAction(ids ? { ids: [...ids] } : {})),
  cancelOperation: async (id) => tell(await cancelOperationAction({ id })),
  setLocale: async (locale) => {
    if (isLocale(locale)) tell(await setLocaleAction({ locale }));
  },
  signOut: async () => tell(await signOutAction({})),
};

function tell(result: Result) {
  if (!result.ok) toast.error(result.message, result.requestId);
}
