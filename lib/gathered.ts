interface Asking<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One run at a time for many who ask: whoever comes while a run is under way is served by the next one, together with all others who came.
 * `run` answers in the order of what it is given. Where a run for several fails, each is tried alone: nobody fails for another's sake.
 */
export function gathered<Input, Output>(run: (inputs: readonly Input[]) => Promise<readonly Output[]>): (input: Input) => Promise<Output> {
  let waiting: Asking<Input, Output>[] = [];
  let isRunning = false;

  async function serve(asking: readonly Asking<Input, Output>[]): Promise<void> {
    try {
      const outputs = await run(asking.map(({ input }) => input));
      if (outputs.length !== asking.length) throw new Error(`${asking.length} asked and ${outputs.length} were answered`);
      for (const [at, output] of outputs.entries()) asking[at]?.resolve(output);
    } catch (error) {
      if (asking.length === 1) asking[0]?.reject(error);
      else for (const one of asking) await serve([one]);
    }
  }

  async function serveAll(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const asking = waiting;
      waiting = [];
      await serve(asking);
    }
    isRunning = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (!isRunning) void serveAll();
    });
}
