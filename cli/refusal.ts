import type { ExitCode } from "@/cli/exit-codes";

/** Ends the command with lines for a person and a code for a script. */
export class Refusal extends Error {
  readonly exitCode: ExitCode;
  /** More lines below the first, such as one for each refused field. */
  readonly details: readonly string[];
  /** What `--json` prints. */
  readonly problem: unknown;

  constructor(exitCode: ExitCode, sentence: string, options: { details?: readonly string[]; problem?: unknown; cause?: unknown } = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Refusal";
    this.exitCode = exitCode;
    this.details = options.details ?? [];
    this.problem = options.problem;
  }
}
