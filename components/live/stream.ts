"use client";

import { createStreamClient, type StreamClient } from "@/components/live/stream-client";

let client: StreamClient | undefined;

/** This tab's end of the browser's one stream; made when first asked for. */
export function stream(): StreamClient {
  client ??= createStreamClient({ tab: crypto.randomUUID() });
  return client;
}
