"use client";

import { TriangleAlert } from "lucide-react";
import { useMessage } from "@/components/shell/use-message";
import type { EnvironmentVersionView } from "@/lib/environments/environment";

/** Why nothing can be started in a version here, where that is so. */
export function NotHere({ version: { notHere } }: { readonly version: EnvironmentVersionView }) {
  const words = useMessage();
  if (!notHere) return null;
  return (
    <p className="mb-4 flex items-start gap-2 rounded-control bg-warn-soft px-3.5 py-2 text-13 text-warn-text">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      <span>{words(notHere)}</span>
    </p>
  );
}
