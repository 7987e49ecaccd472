/** What this process last wrote down of each running attempt: a backend tells of more changes than rows can show. */
const written = new Map<string, { readonly status: string; readonly words: string }>();

/** Whether these words of an attempt stand in its rows already, whatever its job's status was then. */
export function isWritten(attemptId: string, words: string, status?: string): boolean {
  const last = written.get(attemptId);
  return last !== undefined && last.words === words && (status === undefined || last.status === status);
}

export function rememberWritten(attemptId: string, words: string, status: string): void {
  written.set(attemptId, { status, words });
}

export function forgetWritten(attemptId: string): void {
  written.delete(attemptId);
}
