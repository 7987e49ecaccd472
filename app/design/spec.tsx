import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

/** One part with its name. */
export function Spec({
  title,
  className,
  children,
}: {
  readonly title: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={cn("grid min-w-0 content-start gap-3", className)}>
      <h2 className="border-border border-b pb-1.5">{title}</h2>
      {children}
    </section>
  );
}

/** Two columns of parts where there is room. */
export function Columns({ children }: { readonly children: ReactNode }) {
  return <div className="grid gap-x-10 gap-y-8 lg:grid-cols-2">{children}</div>;
}
