/** What scripts can tell apart. docs/cli.md says the same. */
export const exitCodes = {
  ok: 0,
  /** The job, build or operation that was waited for did not succeed. */
  failed: 1,
  /** The command line itself makes no sense. */
  usage: 2,
  /** Cairn refused: a field, a conflict, a quota, or a file here that cannot be used. */
  refused: 3,
  /** Not signed in, or not allowed. */
  forbidden: 4,
  notFound: 5,
  /** No answer, too many requests, or a mistake on the other side: trying again may help. */
  unavailable: 6,
  /** Ended by Ctrl-C; what runs on the server goes on. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code for an HTTP status that is no success. */
export function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.forbidden;
  if (status === 404) return exitCodes.notFound;
  if (status === 429 || status >= 500) return exitCodes.unavailable;
  return exitCodes.refused;
}
