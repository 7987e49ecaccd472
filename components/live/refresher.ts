const soonMs = 20;
const apartMs = 1_000;
const longestMs = 15_000;

export interface Refresher {
  /** Someone wants a fresh page: once for all who ask at the same time. */
  ask(): void;
  /** The page that was under way is there. */
  arrived(): void;
}

/**
 * Asks for a fresh page at most once a second, and for none while one is under way: the newer would push the older aside, and where pages
 * take longer than changes are apart none would ever be shown. One that has not come after fifteen seconds is given up. `begin` answers
 * whether a page was asked for.
 */
export function createRefresher(begin: () => Promise<boolean>): Refresher {
  let state: "rest" | "asked" | "underWay" = "rest";
  let isWanted = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  let giveUp: ReturnType<typeof setTimeout> | undefined;

  function ask() {
    if (state === "underWay") isWanted = true;
    if (state !== "rest") return;
    state = "asked";
    setTimeout(look, Math.max(soonMs, lastAt + apartMs - performance.now()));
  }

  async function look() {
    state = "underWay";
    lastAt = performance.now();
    giveUp = setTimeout(arrived, longestMs);
    if (!(await begin())) arrived();
  }

  function arrived() {
    if (state !== "underWay") return;
    clearTimeout(giveUp);
    state = "rest";
    if (isWanted) ask();
    isWanted = false;
  }

  return { ask, arrived };
}
