/** What `npm start` started, for tests and measurements. */
export interface Instance {
  readonly url: string;
  readonly setupLink: string | null;
  readonly gatewayUrl: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly data: string;
  readonly pid: number;
  /** From the command to the printed address. */
  readonly seconds: number;
  output(): string;
  readonly ended: Promise<number | null>;
  /** Ctrl-C, unless another signal is named; the answer is the exit status. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

export function startInstance(options?: {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly patienceSeconds?: number;
}): Promise<Instance>;
