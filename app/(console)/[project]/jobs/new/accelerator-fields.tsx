"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** A type of accelerator that nodes offer: its name on the cluster, and what the devices behind it are called. */
export interface AcceleratorChoice {
  readonly type: string;
  readonly products: readonly string[];
}

interface AcceleratorFieldsProps {
  readonly offered: readonly AcceleratorChoice[];
  /** Counts as they are typed, by type. */
  readonly asked: Readonly<Record<string, string>>;
  readonly onChange: (asked: Readonly<Record<string, string>>) => void;
  readonly error: string | undefined;
}

/** How many of each type that is there; also of one that a copied job asks for and nothing offers any more. */
export function AcceleratorFields({ offered, asked, onChange, error }: AcceleratorFieldsProps) {
  const t = useTranslations("jobs.form");
  const gone = Object.keys(asked).filter((type) => !offered.some((one) => one.type === type));
  const shown = [...offered, ...gone.map((type) => ({ type, products: [] }))];
  if (shown.length === 0) return error ? <p className="text-12 text-bad-text">{error}</p> : null;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {shown.map(({ type, products }, at) => (
        <Field
          key={type}
          label={products.length > 0 ? products.join(", ") : type}
          hint={products.length > 0 ? type : gone.includes(type) ? t("acceleratorGone") : undefined}
          error={at === 0 ? error : undefined}
        >
          <Input
            inputMode="numeric"
            value={asked[type] ?? ""}
            placeholder="0"
            onChange={(event) => onChange({ ...asked, [type]: event.target.value })}
            after={t("accelerators")}
          />
        </Field>
      ))}
    </div>
  );
}
