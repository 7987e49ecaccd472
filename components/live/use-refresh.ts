"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { askSession } from "@/components/live/ask-session";

const soonMs = 20;
const apartMs = 1_000;

let isAsked = false;
let lastAt = Number.NEGATIVE_INFINITY;

/**
 * Renders the page's server components again for what happened elsewhere: once for all who ask at the same time, and at most once a
 * second. Not while the session has ended or the server is away: the sign-in or an error page would come over what is being typed.
 */
export function useRefresh(): () => void {
  const router = useRouter();
  return useCallback(() => {
    if (isAsked) return;
    isAsked = true;
    setTimeout(
      async () => {
        isAsked = false;
        lastAt = performance.now();
        if (await askSession()) router.refresh();
      },
      Math.max(soonMs, lastAt + apartMs - performance.now()),
    );
  }, [router]);
}
