"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useEffect, useState, useTransition } from "react";
import { askSession } from "@/components/live/ask-session";
import { createRefresher } from "@/components/live/refresher";

const Refresh = createContext<() => void>(() => undefined);

/**
 * Renders the page's server components again for what happened elsewhere; call it as often as you like. Not while the session has ended
 * or the server is away: the sign-in or an error page would come over what is being typed.
 */
export function useRefresh(): () => void {
  return use(Refresh);
}

/** Around all pages: it knows when the fresh page that was asked for is shown. */
export function RefreshProvider({ children }: { readonly children: ReactNode }) {
  const router = useRouter();
  const [isUnderWay, start] = useTransition();
  const [refresher] = useState(() =>
    createRefresher(async () => {
      if (!(await askSession())) return false;
      start(() => router.refresh());
      return true;
    }),
  );
  useEffect(() => {
    if (!isUnderWay) refresher.arrived();
  }, [isUnderWay, refresher]);
  return <Refresh value={refresher.ask}>{children}</Refresh>;
}
