"use client";

import { useEffect, useRef } from "react";
import { stream } from "@/components/live/stream";
import type { StreamMessage } from "@/components/live/stream-source";

/** Follows a topic of the stream while the component is there, from behind `start` where that is known; null follows nothing. */
export function useTopic(topic: string | null, handler: (message: StreamMessage) => void, start: number | null = null) {
  const latest = useRef(handler);
  latest.current = handler;
  const from = useRef(start);
  from.current = start;
  useEffect(() => {
    if (topic === null) return;
    return stream().subscribe(
      topic,
      (message) => latest.current(message),
      () => from.current,
    );
  }, [topic]);
}
