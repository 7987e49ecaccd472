"use client";

import { useSyncExternalStore } from "react";
import { stream } from "@/components/live/stream";
import type { ConnectionState } from "@/components/live/stream-leader";

const idle: ConnectionState = { kind: "idle" };

/** How the browser's stream stands, the same in every tab. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(
    (listener) => stream().onState(listener),
    () => stream().state(),
    () => idle,
  );
}
