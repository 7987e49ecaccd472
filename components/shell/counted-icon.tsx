import type { ReactNode } from "react";

/** An icon with a small number on it; the button's own label says the number in words. */
export function CountedIcon({ count, children }: { readonly count: number; readonly children: ReactNode }) {
  return (
    <>
      {children}
      {count > 0 ? (
        <span
          aria-hidden="true"
          className="absolute top-px right-0 h-3.5 min-w-3.5 rounded-full bg-bad-text px-0.75 text-center font-semibold text-11 text-surface leading-3.5 tabular-nums"
        >
          {count > 99 ? "99+" : count}
        </span>
      ) : null}
    </>
  );
}
