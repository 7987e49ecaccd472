"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import type { MountableVolumeView } from "@/lib/volumes/shared-volume";
import type { DraftVolume } from "./draft";
import { MountTarget, RowError } from "./row-parts";

interface VolumeRowsProps {
  /** Null where nothing can be mounted: what a copied job mounts is shown all the same, with the reason. */
  readonly offered: readonly MountableVolumeView[] | null;
  readonly volumes: readonly DraftVolume[];
  readonly onChange: (volumes: readonly DraftVolume[]) => void;
  readonly errors: Readonly<Record<string, string>>;
}

/** Which shared volumes the job mounts, where, and whether it writes. */
export function VolumeRows({ offered, volumes, onChange, errors }: VolumeRowsProps) {
  const t = useTranslations("jobs.form");
  const refused = useTranslations("volumes.refused");
  const change = (key: string, changes: Partial<DraftVolume>) =>
    onChange(volumes.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  const add = () => {
    const next = offered?.find(({ name }) => volumes.every(({ volume }) => volume !== name)) ?? offered?.[0];
    if (next) onChange([...volumes, { key: crypto.randomUUID(), ...placed(next) }]);
  };
  return (
    <div className="grid gap-3">
      {offered === null ? (
        <p role="alert" className="text-13 text-bad-text">
          {refused("onMachine")}
        </p>
      ) : null}
      {offered?.length === 0 ? <p className="text-13 text-muted">{t("noVolumes")}</p> : null}
      {volumes.map((volume, index) => {
        const chosen = offered?.find(({ name }) => name === volume.volume);
        const choices = (offered ?? []).map(({ name, description }) => ({ value: name, label: name, detail: description }));
        const gone = { value: volume.volume, label: volume.volume, detail: t("volumeGone"), disabled: true };
        const wrong = ["volume", "target", "readOnly"].flatMap((field) => errors[`volumes.${index}.${field}`] ?? [])[0];
        return (
          <div key={volume.key} className="grid gap-1">
            <div className="flex flex-wrap items-center gap-2">
              <div className="min-w-50 flex-[2]">
                <Select
                  label={t("volume")}
                  value={volume.volume}
                  onValueChange={(name: string) => {
                    const next = offered?.find((one) => one.name === name);
                    if (next) change(volume.key, placed(next));
                  }}
                  options={chosen ? choices : [gone, ...choices]}
                />
              </div>
              <div className="w-36">
                <Select
                  label={t("volumeAccess")}
                  value={volume.readOnly ? "read" : "write"}
                  onValueChange={(access: string) => change(volume.key, { readOnly: access === "read" })}
                  options={[
                    { value: "read", label: t("readOnly") },
                    { value: "write", label: t("readWrite"), disabled: chosen?.readOnly ?? false },
                  ]}
                />
              </div>
              <MountTarget
                label={t("volumeTarget")}
                target={volume.target}
                onChange={(target) => change(volume.key, { target })}
                removeLabel={t("removeVolume")}
                onRemove={() => onChange(volumes.filter(({ key }) => key !== volume.key))}
              />
            </div>
            <RowError>{wrong}</RowError>
          </div>
        );
      })}
      {offered && offered.length > 0 ? (
        <Button size="low" className="justify-self-start" onClick={add}>
          <Plus aria-hidden="true" strokeWidth={1.75} />
          {t("addVolume")}
        </Button>
      ) : null}
    </div>
  );
}

/** As it is mounted unless somebody says otherwise. */
function placed({ name, readOnly }: MountableVolumeView): Omit<DraftVolume, "key"> {
  return { volume: name, target: `/mnt/${name}`, readOnly };
}
