/** What `read` answered to whoever asked within the last `freshMs`, for all who ask meanwhile. A failure is nobody's but theirs who share it. */
export function recent<T>(freshMs: number, read: () => Promise<T>): { (): Promise<T>; forget(): void } {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  const ask = () => {
    if (last && Date.now() - last.at < freshMs) return last.answer;
    const mine = { at: Date.now(), answer: read() };
    last = mine;
    mine.answer.catch(() => {
      if (last === mine) last = undefined;
    });
    return mine.answer;
  };
  const forget = () => {
    last = undefined;
  };
  return Object.assign(ask, { forget });
}
