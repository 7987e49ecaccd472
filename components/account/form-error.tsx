import { CircleX } from "lucide-react";
import type { ReactNode } from "react";

/** What the whole form was refused for; nothing while there is nothing to say. */
export function FormError({ children }: { readonly children?: ReactNode }) {
  if (!children) return null;
  return (
    <p role="alert" className="flex gap-1.5 text-13 text-bad-text">
      <CircleX aria-hidden="true" className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      <span>{children}</span>
    </p>
  );
}
