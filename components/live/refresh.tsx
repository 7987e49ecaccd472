"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useEffect, useState, useTransition } from "react";
import { askSession } from "@/components/live/ask-session";
import { patientFetch } from "@/components/live/patient-fetch";
import { createRefresher } from "@/components/live/refresher";

const Refresh = createContext<() => void>(() => undefined);

/**
 * Renders the page's server components again for what happened elsewhere; call it as often as you like. Not while the session has ended
 * or the server is away: the sign-in or an error page would come over what is being typed.
 */
export function useRefresh(): () => void {
  return use(Refresh);
}

const isShown = ({ pathname, searchParams }: URL) => {
  const own = new URLSearchParams(searchParams);
  own.delete("_rsc");
  return pathname === location.pathname && own.toString() === new URLSearchParams(location.search).toString();
};

/** Around all pages: it knows when the fresh page that was asked for is shown, and no page that breaks on its way takes this one along. */
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
  useEffect(() => {
    const send = window.fetch;
    window.fetch = patientFetch(send, isShown);
    return () => {
      window.fetch = send;
    };
  }, []);
  return <Refresh value={refresher.ask}>{children}</Refresh>;
}
