"use client";

import type { VariantProps } from "class-variance-authority";
import { type ReactNode, useEffect, useRef } from "react";
import { buttonStyle } from "@/components/ui/button";
import { cn } from "@/lib/cn";

interface FileButtonProps extends VariantProps<typeof buttonStyle> {
  /** Types and endings that the computer's own dialogue offers first; it lets others pass. */
  readonly accept?: string;
  readonly onFile: (file: File) => void;
  readonly children: ReactNode;
}

/** Asks for one file from this computer. The browser opens the dialogue itself, so it works before the page listens, and what was chosen by then counts. */
export function FileButton({ accept, onFile, look, size, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);

  function take() {
    const file = input.current?.files?.[0];
    if (!input.current || !file) return;
    // The same file may be chosen again.
    input.current.value = "";
    onFile(file);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page begins to listen
  useEffect(take, []);

  return (
    <label
      className={cn(
        buttonStyle({ look, size }),
        "has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2",
      )}
    >
      <input ref={input} type="file" accept={accept} className="sr-only" onChange={take} />
      {children}
    </label>
  );
}
