"use client";

import { useEffect, useRef } from "react";
import { stream } from "@/components/live/stream";
import type { StreamMessage } from "@/components/live/stream-source";

/** Follows a topic of the stream while the component is there; null follows nothing. */
export function useTopic(topic: string | null, handler: (message: StreamMessage) => void) {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => {
    if (topic === null) return;
    return stream().subscribe(topic, (message) => latest.current(message));
  }, [topic]);
}
