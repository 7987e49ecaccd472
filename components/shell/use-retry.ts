"use client";

import { useEffect, useRef } from "react";

const firstDelayMs = 1_000;
const longestDelayMs = 60_000;
const calmMs = 120_000;

/** Kept over the error pages of this document: one that comes back at once is a bug, and asked less and less. */
const tries = { count: 0, lastAt: 0 };

/**
 * Tries a page that could not be made again, once the server and its database answer: an open page comes back by itself after they were
 * away.
 */
export function useRetry(retry: () => void): void {
  const latest = useRef(retry);
  latest.current = retry;
  useEffect(() => {
    if (Date.now() - tries.lastAt > calmMs) tries.count = 0;
    let timer = setTimeout(look, Math.min(longestDelayMs, firstDelayMs * 2 ** tries.count));
    async function look() {
      if (!(await isReady())) {
        timer = setTimeout(look, firstDelayMs);
        return;
      }
      tries.count += 1;
      tries.lastAt = Date.now();
      latest.current();
    }
    return () => clearTimeout(timer);
  }, []);
}

/** Pages need the web and the database. A refresh that finds no server at all would leave the page for good. */
async function isReady(): Promise<boolean> {
  try {
    const { checks } = await (await fetch("/api/ready")).json();
    return checks.database === "ok";
  } catch {
    return false;
  }
}
