import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

interface MountTargetProps {
  readonly label: string;
  readonly target: string;
  readonly onChange: (target: string) => void;
  readonly removeLabel: string;
  readonly onRemove: () => void;
}

/** Where the program finds what a row mounts, and the end of that row. */
export function MountTarget({ label, target, onChange, removeLabel, onRemove }: MountTargetProps) {
  const t = useTranslations("jobs.form");
  return (
    <span className="flex items-center gap-2">
      <span className="text-13 text-muted">{t("at")}</span>
      <span className="w-36">
        <Input mono aria-label={label} value={target} onChange={(event) => onChange(event.target.value)} />
      </span>
      <RemoveRow label={removeLabel} onRemove={onRemove} />
    </span>
  );
}

export function RemoveRow({ label, onRemove }: { readonly label: string; readonly onRemove: () => void }) {
  return (
    <Button look="bare" size="icon" aria-label={label} onClick={onRemove}>
      <X aria-hidden="true" strokeWidth={1.75} />
    </Button>
  );
}

/** What is wrong with a row, below it. */
export function RowError({ children }: { readonly children: string | undefined }) {
  return children ? (
    <p role="alert" className="text-12 text-bad-text">
      {children}
    </p>
  ) : null;
}
