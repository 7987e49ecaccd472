"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Form } from "@/components/ui/form";
import { Pairs } from "@/components/ui/key-facts";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import type { DatasetView } from "@/lib/datasets/dataset";
import type { VersionView } from "@/lib/datasets/version";
import { formatBytes } from "@/lib/format/bytes";
import { AboutFields } from "../about-fields";
import { updateDatasetAction } from "../actions";

interface AboutTabProps {
  readonly dataset: DatasetView;
  readonly version: VersionView;
  readonly mayWrite: boolean;
}

/** Facts of the version at the right, what is said about the dataset at the left. */
export function AboutTab({ dataset, version, mayWrite }: AboutTabProps) {
  return (
    <div className="grid gap-8 xl:grid-cols-[minmax(0,1fr)_344px]">
      {mayWrite ? <AboutForm key={dataset.version} dataset={dataset} /> : <AboutFacts dataset={dataset} />}
      <VersionFacts dataset={dataset} version={version} />
    </div>
  );
}

function AboutForm({ dataset }: { readonly dataset: DatasetView }) {
  const t = useTranslations("datasets");
  const { name, description, tags, source, licence } = dataset;
  const [about, setAbout] = useState({ name, description, tags, source, licence });
  const save = useSubmit(updateDatasetAction, () => void toast.success(t("saved")));

  function send(event: FormEvent) {
    event.preventDefault();
    save.submit({ ...about, id: dataset.id, expectedVersion: dataset.version });
  }

  return (
    <Form onSubmit={send} className="grid max-w-160 content-start gap-4">
      <AboutFields about={about} onChange={setAbout} fields={save.fields} />
      {save.error ? (
        <p role="alert" className="text-13 text-bad-text">
          {save.error}
        </p>
      ) : null}
      <div>
        <Button type="submit" busy={save.busy}>
          {t("save")}
        </Button>
      </div>
    </Form>
  );
}

function AboutFacts({ dataset }: { readonly dataset: DatasetView }) {
  const t = useTranslations("datasets.form");
  return (
    <Pairs
      facts={[
        { name: t("description"), value: dataset.description || "–" },
        { name: t("source"), value: dataset.source || "–" },
        { name: t("licence"), value: dataset.licence || "–" },
        { name: t("tags"), value: dataset.tags.length > 0 ? dataset.tags.map((tag) => <Tag key={tag}>{tag}</Tag>) : "–" },
      ]}
    />
  );
}

function VersionFacts({ dataset, version }: { readonly dataset: DatasetView; readonly version: VersionView }) {
  const t = useTranslations("datasets.facts");
  const locale = useLocale();
  const copied = (value: string) => (
    <span className="flex min-w-0 items-center gap-1">
      <code className="min-w-0 truncate font-mono text-12" title={value}>
        {value}
      </code>
      <CopyButton value={value} />
    </span>
  );
  return (
    <Pairs
      facts={[
        { name: t("address"), value: copied(dataset.slug) },
        { name: t("versionId"), value: copied(version.id) },
        { name: t("contentHash"), value: version.contentHash ? copied(version.contentHash) : "–" },
        { name: t("files"), value: version.fileCount.toLocaleString("en") },
        { name: t("size"), value: formatBytes(version.totalBytes, locale) },
        { name: t("madeBy"), value: version.createdBy.name },
        { name: t("committed"), value: version.committedAt ? <Time at={version.committedAt} form="exact" /> : "–" },
      ]}
    />
  );
}
