"use client";

import { useCallback, useEffect, useRef, useState } from "react";

/** A value that many small changes make, shown at most every `everyMs`: `change` alters it in place and answers whether it did. */
export function useGathered<Value>(make: () => Value, show: (value: Value) => Value, everyMs: number) {
  const value = useRef<Value>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [shown, setShown] = useState<Value>(make);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  const change = useCallback(
    (alter: (value: Value) => boolean) => {
      value.current ??= make();
      if (!alter(value.current)) return;
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        if (value.current !== undefined) setShown(show(value.current));
      }, everyMs);
    },
    [make, show, everyMs],
  );
  const reset = useCallback(() => {
    value.current = make();
    setShown(make());
  }, [make]);
  return { shown, change, reset, current: value };
}
