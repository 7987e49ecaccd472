import { type ChangeEvent, type RefObject, useLayoutEffect, useRef } from "react";

interface Controlled<E> {
  readonly value?: string | number | readonly string[] | undefined;
  readonly onChange?: ((event: ChangeEvent<E>) => void) | undefined;
}

/** Tells the owner of a control what a person or a password manager wrote into it before the page listened; it would be overwritten. */
export function useTypedEarly<E extends HTMLInputElement | HTMLTextAreaElement>({ value, onChange }: Controlled<E>): RefObject<E | null> {
  const control = useRef<E>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page begins to listen
  useLayoutEffect(() => {
    const element = control.current;
    if (element === null || value === undefined || element.value === String(value)) return;
    onChange?.({ target: element, currentTarget: element } as ChangeEvent<E>);
  }, []);
  return control;
}
