"use client";

import { useTranslations } from "next-intl";
import type { AcceleratorChoice, TypedAccelerators } from "@/components/cluster/accelerator-choices";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

interface AcceleratorFieldsProps {
  readonly offered: readonly AcceleratorChoice[];
  readonly asked: TypedAccelerators;
  readonly onChange: (asked: TypedAccelerators) => void;
  readonly error: string | undefined;
}

/** How many of each type that is there; also of one that a copy asks for and nothing offers any more. */
export function AcceleratorFields({ offered, asked, onChange, error }: AcceleratorFieldsProps) {
  const t = useTranslations("cluster.ask");
  const gone = Object.keys(asked).filter((type) => !offered.some((one) => one.type === type));
  const shown = [...offered, ...gone.map((type) => ({ type, products: [] }))];
  if (shown.length === 0) return error ? <p className="text-12 text-bad-text">{error}</p> : null;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {shown.map(({ type, products }, at) => (
        <Field
          key={type}
          label={products.length > 0 ? products.join(", ") : type}
          hint={products.length > 0 ? type : gone.includes(type) ? t("gone") : undefined}
          error={at === 0 ? error : undefined}
        >
          <Input
            inputMode="numeric"
            value={asked[type] ?? ""}
            placeholder="0"
            onChange={(event) => onChange({ ...asked, [type]: event.target.value })}
            after={t("pieces")}
          />
        </Field>
      ))}
    </div>
  );
}
