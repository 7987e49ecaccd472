import { useTranslations } from "next-intl";
import { CopyLine } from "@/components/ui/copy-line";
import type { EnvironmentVersionView } from "@/lib/environments/environment";

/** What was asked for, and the bytes that it stands for. */
export function ImagePanel({ image }: { readonly image: NonNullable<EnvironmentVersionView["image"]> }) {
  const t = useTranslations("environments");
  return (
    <dl className="grid gap-3 text-13">
      <div className="grid min-w-0 gap-1">
        <dt className="text-muted">{t("imageAsked")}</dt>
        <dd className="min-w-0">
          <CopyLine value={image.reference} label={t("imageAsked")} />
        </dd>
      </div>
      <div className="grid min-w-0 gap-1">
        <dt className="text-muted">{t("imagePinned")}</dt>
        <dd className="min-w-0">{image.digest === null ? t("notPinned") : <CopyLine value={image.digest} label={t("imagePinned")} />}</dd>
      </div>
    </dl>
  );
}
