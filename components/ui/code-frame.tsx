import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { cn } from "@/lib/cn";

interface CodeFrameProps {
  /** File name or language tabs. */
  readonly title: ReactNode;
  /** "valid", "error at line 4". */
  readonly note?: ReactNode;
  /** What the copy button takes; without it there is none. */
  readonly copy?: string;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A frame for code that is read or written: name, state, copy. */
export function CodeFrame({ title, note, copy, children, className }: CodeFrameProps) {
  return (
    <div
      className={cn(
        "code-frame overflow-hidden rounded-control border border-edge bg-sunken has-[.cm-content[contenteditable=true]]:border-border-strong",
        className,
      )}
    >
      <div className="flex h-8 items-center gap-2 border-border border-b bg-surface pr-0.5 pl-3 text-12 text-muted">
        <span className="min-w-0 flex-1 truncate">{title}</span>
        {note}
        {copy === undefined ? null : <CopyButton value={copy} />}
      </div>
      {children}
    </div>
  );
}

/** Code to read: numbered lines, scrolls sideways inside its frame. */
export function CodeLines({ code, label }: { readonly code: string; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={label} className="overflow-x-auto py-2 -outline-offset-2!">
      <pre className="font-mono text-12 leading-5">
        {code
          .replace(/\n$/, "")
          .split("\n")
          .map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <span key={index} className="block pr-3 whitespace-pre">
              <span aria-hidden="true" className="inline-block w-9.5 select-none pr-3.5 text-right text-muted">
                {index + 1}
              </span>
              {line}
            </span>
          ))}
      </pre>
    </section>
  );
}
