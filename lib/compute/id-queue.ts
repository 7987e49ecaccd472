/** Hands ids to whoever waits for them; an id that waits already is not queued twice. */
export class IdQueue {
  readonly #readers = new Set<Reader>();

  push(id: string): void {
    for (const reader of this.#readers) {
      reader.waiting.add(id);
      reader.wake();
    }
  }

  async *read(signal: AbortSignal): AsyncIterable<string> {
    const reader: Reader = { waiting: new Set(), wake: () => undefined };
    const wake = () => reader.wake();
    this.#readers.add(reader);
    signal.addEventListener("abort", wake);
    try {
      while (!signal.aborted) {
        const [id] = reader.waiting;
        if (id === undefined) {
          await new Promise<void>((resolve) => {
            reader.wake = resolve;
          });
          continue;
        }
        reader.waiting.delete(id);
        yield id;
      }
    } finally {
      this.#readers.delete(reader);
      signal.removeEventListener("abort", wake);
    }
  }
}

interface Reader {
  readonly waiting: Set<string>;
  wake: () => void;
}
