"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type Architecture, architectures } from "@/db/values";
import type { ImageDraft } from "./image-draft";

const makers = ["nvidia.com", "huawei.com", "amd.com"] as const;
const none = "none";
const other = "other";

interface ImageFieldsProps {
  readonly image: ImageDraft;
  readonly onChange: (image: ImageDraft) => void;
  readonly errors: Readonly<Record<string, string>>;
}

/** Which image, and where it can run. */
export function ImageFields({ image, onChange, errors }: ImageFieldsProps) {
  const t = useTranslations("environments.form");
  const { accelerator } = image;
  const chosen = accelerator === null ? none : (makers.find((maker) => maker === accelerator) ?? other);

  function toggle(one: Architecture, isOn: boolean) {
    onChange({ ...image, architectures: architectures.filter((each) => (each === one ? isOn : image.architectures.includes(each))) });
  }

  return (
    <>
      <Field label={t("image")} hint={t("imageHint")} error={errors["image.reference"]} required>
        <Input
          mono
          value={image.reference}
          onChange={(event) => onChange({ ...image, reference: event.target.value })}
          placeholder="registry.example.com/team/train:1.0"
          spellCheck={false}
          autoComplete="off"
          maxLength={500}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("accelerator")} hint={t("acceleratorHint")} error={chosen === other ? undefined : errors["image.accelerator"]}>
          <Select
            value={chosen}
            onValueChange={(value) => onChange({ ...image, accelerator: value === none ? null : value === other ? "" : value })}
            options={[
              { value: none, label: t("acceleratorNone") },
              { value: "nvidia.com", label: "NVIDIA", detail: "nvidia.com" },
              { value: "huawei.com", label: t("ascend"), detail: "huawei.com" },
              { value: "amd.com", label: "AMD", detail: "amd.com" },
              { value: other, label: t("acceleratorOther") },
            ]}
          />
        </Field>
        {chosen === other ? (
          <Field label={t("acceleratorName")} hint={t("acceleratorNameHint")} error={errors["image.accelerator"]} required>
            <Input
              mono
              value={accelerator ?? ""}
              onChange={(event) => onChange({ ...image, accelerator: event.target.value })}
              placeholder="cambricon.com/mlu"
              spellCheck={false}
              autoComplete="off"
            />
          </Field>
        ) : null}
      </div>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 font-medium text-13">{t("architectures")}</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-1.5">
          {architectures.map((one) => (
            <Checkbox
              key={one}
              label={t(one === "arm64" ? "arm64" : "x8664")}
              checked={image.architectures.includes(one)}
              onCheckedChange={(isOn) => toggle(one, isOn)}
            />
          ))}
        </div>
        <p className="text-12 text-muted">{t("architecturesHint")}</p>
        {errors["image.architectures"] ? (
          <p role="alert" className="text-12 text-bad-text">
            {errors["image.architectures"]}
          </p>
        ) : null}
      </fieldset>
    </>
  );
}
