/**
 * What a source yields, some at once: the first at once, then whatever came while the reader was busy, at most every `gapMs`
 * and at most `most` together. A source that is faster than its reader waits.
 */
export async function* inBatches<T>(
  source: AsyncIterable<T>,
  { gapMs, most }: { readonly gapMs: number; readonly most: number },
): AsyncGenerator<readonly T[]> {
  const iterator = source[Symbol.asyncIterator]();
  let waiting: T[] = [];
  let isDone = false;
  let failure: { readonly error: unknown } | undefined;
  let wakeReader: () => void = () => undefined;
  let wakeSource: () => void = () => undefined;

  const pump = (async () => {
    try {
      for (let item = await iterator.next(); !item.done; item = await iterator.next()) {
        waiting.push(item.value);
        wakeReader();
        while (waiting.length >= most && !isDone) await new Promise<void>((resolve) => (wakeSource = resolve));
        if (isDone) return;
      }
    } catch (error) {
      failure = { error };
    } finally {
      isDone = true;
      wakeReader();
    }
  })();

  try {
    let lastAt = 0;
    for (;;) {
      if (waiting.length === 0 && !isDone) await new Promise<void>((resolve) => (wakeReader = resolve));
      const wait = lastAt + gapMs - performance.now();
      if (wait > 0 && waiting.length < most && !isDone) await new Promise((resolve) => setTimeout(resolve, wait));
      if (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        wakeSource();
        lastAt = performance.now();
        yield batch;
      } else if (isDone) {
        if (failure) throw failure.error;
        return;
      }
    }
  } finally {
    isDone = true;
    wakeSource();
    void iterator.return?.();
    void pump;
  }
}
