import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface Fact {
  readonly name: ReactNode;
  readonly value: ReactNode;
}

/** The few facts that matter, in a row under the h1; two columns on a phone. */
export function KeyFacts({ facts, className }: { readonly facts: readonly Fact[]; readonly className?: string }) {
  return (
    <dl className={cn("mb-4 grid grid-cols-2 gap-x-4 gap-y-2.5 sm:flex sm:flex-wrap sm:gap-x-8 sm:gap-y-1", className)}>
      {facts.map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts are fixed by the page
        <div key={index} className="min-w-0">
          <dt className="text-12 text-muted">{fact.name}</dt>
          <dd className="min-w-0 text-13 break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Names and values in two columns: a configuration, the side of a page. */
export function Pairs({ facts, className }: { readonly facts: readonly Fact[]; readonly className?: string }) {
  return (
    <dl className={cn("grid grid-cols-[fit-content(45%)_minmax(0,1fr)] content-start gap-x-4 gap-y-1.5 text-13", className)}>
      {facts.map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts are fixed by the page
        <div key={index} className="contents">
          <dt className="min-w-0 break-words text-muted">{fact.name}</dt>
          <dd className="min-w-0 break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
