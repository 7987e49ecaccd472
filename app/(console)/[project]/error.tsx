"use client";

import { PageError } from "@/components/shell/page-error";

export default function ConsoleError({
  error,
  retry,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly retry: () => void;
}) {
  return <PageError reference={error.digest} retry={retry} />;
}
