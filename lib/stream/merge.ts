/** Interleaves several async iterables as their values come; ends when all have ended, and ends them all when it is left. */
export async function* merge<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const next = (index: number) => {
    const iterator = iterators[index];
    if (!iterator) throw new Error("no such source");
    return iterator.next().then((result) => ({ index, result }));
  };
  const waiting = new Map(iterators.map((_, index) => [index, next(index)]));
  try {
    while (waiting.size > 0) {
      const { index, result } = await Promise.race(waiting.values());
      if (result.done) waiting.delete(index);
      else {
        waiting.set(index, next(index));
        yield result.value;
      }
    }
  } finally {
    // Not awaited: a source that waits for its next value answers only once its signal ends it.
    for (const iterator of iterators) void iterator.return?.(undefined);
  }
}
