"use client";

import { useTranslations } from "next-intl";
import { type DragEvent, type ReactNode, useState } from "react";
import { droppedFiles } from "@/components/upload/dropped-files";
import type { ChosenFile } from "@/components/upload/upload-batch";
import { cn } from "@/lib/cn";

interface DropZoneProps {
  readonly onFiles: (files: readonly ChosenFile[]) => void;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Takes files and folders that are dropped anywhere on its content. Everything it does a button does as well. */
export function DropZone({ onFiles, disabled = false, className, children }: DropZoneProps) {
  const t = useTranslations("uploads.pick");
  const [depth, setDepth] = useState(0);
  const isOver = depth > 0;
  if (disabled) return <div className={className}>{children}</div>;

  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping needs a pointer; the menu beside it serves the keyboard
    <div
      className={cn("relative", className)}
      onDragEnter={(event) => holdsFiles(event) && setDepth((now) => now + 1)}
      onDragLeave={(event) => holdsFiles(event) && setDepth((now) => Math.max(0, now - 1))}
      onDragOver={(event) => holdsFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setDepth(0);
        void droppedFiles(event.dataTransfer).then(onFiles);
      }}
    >
      {children}
      {isOver ? (
        <div className="pointer-events-none absolute inset-0 z-20 grid place-items-center rounded-panel border-2 border-accent-solid border-dashed bg-accent-soft/80 font-medium text-13 text-accent">
          {t("dropHere")}
        </div>
      ) : null}
    </div>
  );
}
