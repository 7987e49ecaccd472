"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Empty } from "@/components/ui/empty";
import { Bone } from "@/components/ui/skeleton";

interface ImageViewProps {
  readonly url: string;
  readonly type: string;
  readonly name: string;
}

/** Fetches the bytes from the files host and shows them as exactly the image type that their first bytes tell. */
export function ImageView({ url, type, name }: ImageViewProps) {
  const t = useTranslations("datasets.preview");
  const [source, setSource] = useState<string>();
  const [failed, setFailed] = useState(false);
  const [size, setSize] = useState<{ width: number; height: number }>();

  useEffect(() => {
    const leaving = new AbortController();
    let made: string | undefined;
    setFailed(false);
    fetch(url, { signal: leaving.signal, credentials: "omit" })
      .then(async (answer) => {
        if (!answer.ok) throw new Error(answer.statusText);
        made = URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type }));
        setSource(made);
      })
      .catch(() => {
        if (!leaving.signal.aborted) setFailed(true);
      });
    return () => {
      leaving.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [url, type]);

  if (failed) return <Empty kind="failed" title={t("imageFailed")} />;
  return (
    <figure className="grid justify-items-start gap-2">
      <div className="max-w-full rounded-panel border border-border bg-sunken p-3">
        {source ? (
          // biome-ignore lint/performance/noImgElement: bytes of a user's own, which the image optimiser must never see
          <img
            src={source}
            alt={name}
            className="max-h-[60dvh] max-w-full"
            style={size && size.width < 64 ? { width: size.width * 8, imageRendering: "pixelated" } : undefined}
            onLoad={({ currentTarget }) => setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })}
            onError={() => setFailed(true)}
          />
        ) : (
          <Bone className="size-40 rounded-control" />
        )}
      </div>
      {size ? <figcaption className="text-12 text-muted tabular-nums">{`${size.width} × ${size.height}`}</figcaption> : null}
    </figure>
  );
}
