/** One tool that takes part in making an environment, such as uv. */
export interface BuildTool {
  readonly command: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Where it starts. */
  readonly directory: string;
  /** Folders of this process that the tool may change: the build account's while it runs, this process's again afterwards. */
  readonly lent: readonly string[];
  /** The packages that builds keep for each other; belongs to the build account. */
  readonly cache: string;
  /** What it reads beside the system's folders. */
  readonly shown: readonly string[];
  readonly signal: AbortSignal;
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** Runs tools with rights of their own: what they fetch and unpack may be hostile, and has no business with Cairn's files. */
export interface Builder {
  /**
   * Runs one to its end and resolves with its exit code; null when a signal ended it. Nothing of it is left then, nor when the signal
   * aborts, which rejects with its reason.
   */
  run(tool: BuildTool): Promise<number | null>;
}
