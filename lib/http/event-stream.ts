/** One event of a stream: `id` is what a reader sends back as Last-Event-ID to go on behind it. */
export interface StreamEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

const heartbeatMs = 15_000;

/**
 * Server-sent events of an async iterable, unbuffered, with a heartbeat. Ends when the reader leaves or the source ends; both
 * fire `left`, which the source should listen to: a generator that waits cannot be told in another way, and a request's own
 * signal is lost with the request.
 */
export function eventStream(source: AsyncIterable<StreamEvent>, left: AbortController): Response {
  const encoder = new TextEncoder();
  const iterator = source[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("retry: 1000\n\n"));
      const heartbeat = setInterval(() => controller.enqueue(encoder.encode(": still here\n\n")), heartbeatMs);
      left.signal.addEventListener("abort", () => clearInterval(heartbeat));
    },
    async pull(controller) {
      const { value, done } = await iterator.next().catch((error: unknown) => {
        left.abort();
        throw error;
      });
      if (left.signal.aborted) return;
      if (done) {
        left.abort();
        controller.close();
        return;
      }
      const id = value.id === undefined ? "" : `id: ${value.id}\n`;
      controller.enqueue(encoder.encode(`${id}event: ${value.event}\ndata: ${JSON.stringify(value.data)}\n\n`));
    },
    async cancel() {
      left.abort();
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
