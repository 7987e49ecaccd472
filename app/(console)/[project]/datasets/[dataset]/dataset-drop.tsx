"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { DropZone } from "@/components/upload/drop-zone";
import { uploadInto } from "../upload-into";

/** The dataset that files go into. */
export interface Into {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly project: string;
}

/** The whole page takes what is dropped on it. */
export function DatasetDrop({
  into,
  disabled,
  children,
}: {
  readonly into: Into;
  readonly disabled: boolean;
  readonly children: ReactNode;
}) {
  const router = useRouter();
  return (
    <DropZone disabled={disabled} className="min-w-0" onFiles={(files) => uploadInto({ ...into, refresh: () => router.refresh() }, files)}>
      {children}
    </DropZone>
  );
}
