"use client";

import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { NamespaceView } from "@/lib/cluster/namespace";
import { RemoveNamespace } from "./remove-namespace";
import { useContent } from "./use-content";

export function NamespaceTable({ namespaces }: { readonly namespaces: readonly NamespaceView[] }) {
  const t = useTranslations("cluster.namespaces");
  return (
    <Table label={t("title")}>
      <thead>
        <tr>
          <Th>{t("project")}</Th>
          <Th>{t("content")}</Th>
          <Th>{t("seen")}</Th>
          <Th>{t("namespace")}</Th>
          <Th>
            <span className="sr-only">{t("remove")}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {namespaces.map((namespace) => (
          <Row key={namespace.projectId} namespace={namespace} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ namespace }: { readonly namespace: NamespaceView }) {
  const t = useTranslations("cluster.namespaces");
  const inIt = useContent();
  const { name, content, isEnding, lookedAt } = namespace;
  return (
    <Tr>
      <Td>
        <Project {...namespace} />
      </Td>
      <Td className={content ? "" : "text-muted"}>{isEnding ? t("ending") : content ? inIt(content) : t("notLooked")}</Td>
      <Td className="text-muted">{lookedAt ? <Time at={lookedAt} /> : "–"}</Td>
      <Td className="font-mono text-12 text-muted">{name}</Td>
      <Td className="text-right">{isEnding ? null : <RemoveNamespace namespace={namespace} />}</Td>
    </Tr>
  );
}

function Project({ project }: Pick<NamespaceView, "project">) {
  const t = useTranslations("cluster.namespaces");
  if (!project) return <span className="text-muted">{t("unknown")}</span>;
  if (project.isDeleted)
    return (
      <>
        {project.name} <Tag>{t("deleted")}</Tag>
      </>
    );
  return (
    <Link href={`/${project.slug}`} className="font-medium hover:underline">
      {project.name}
    </Link>
  );
}
