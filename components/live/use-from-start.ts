"use client";

import { useEffect, useState } from "react";
import { stream } from "@/components/live/stream";
import type { StreamMessage } from "@/components/live/stream-source";
import { useGathered } from "@/components/live/use-gathered";
import type { TopicEventName } from "@/lib/stream/events";

interface Reading<Value> {
  /** `log` or `metrics`: what has a start. */
  readonly kind: string;
  /** The event that brings a piece of it. */
  readonly event: TopicEventName;
  readonly everyMs: number;
  make(): Value;
  copy(value: Value): Value;
  /** Adds a piece; answers whether it held anything new. */
  add(value: Value, data: StreamMessage["data"], cursor: number | null): boolean;
}

/** Reads one thing from its start and goes on as it grows; null reads nothing. `reading` stays the same for the component's life. */
export function useFromStart<Value extends { readonly read: number }>(
  id: string | null,
  { kind, event: piece, everyMs, make, copy, add }: Reading<Value>,
): {
  readonly shown: Value;
  /** How much there was when the reading began; 0 while that is not known. */
  readonly stood: number;
  /** Something is on its way, or nobody knows yet whether there is anything. */
  readonly isLoading: boolean;
} {
  const { shown, change, reset, current } = useGathered(make, copy, everyMs);
  const [stood, setStood] = useState<number>();
  useEffect(() => {
    reset();
    setStood(undefined);
    if (id === null) return;
    return stream().subscribe(
      `${kind}:${id}`,
      ({ event, data, cursor }) => {
        if (event === "stands") setStood(Number(data.count));
        if (event === piece) change((value) => add(value, data, cursor));
      },
      () => current.current?.read ?? 0,
    );
  }, [id, kind, piece, add, change, reset, current]);
  return { shown, stood: stood ?? 0, isLoading: shown.read === 0 && stood !== 0 };
}
