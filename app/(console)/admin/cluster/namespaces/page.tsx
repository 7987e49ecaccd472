import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Page } from "@/components/ui/page";
import { requireActor } from "@/lib/auth/require-actor";
import { listNamespaces } from "@/lib/cluster/list-namespaces";
import { found } from "@/lib/http/found";
import { ClusterTabs } from "../cluster-tabs";
import { NamespaceTable } from "./namespace-table";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cluster.namespaces"))("title") };
}

interface Search {
  readonly after?: string;
}

/** The places of projects on the cluster, those that a deleted project left behind first. */
export default async function NamespacesPage({ searchParams }: { readonly searchParams: Promise<Search> }) {
  const actor = await requireActor();
  const { after } = await searchParams;
  const { items, nextCursor } = await found(listNamespaces(actor, { limit: 100, ...(after ? { cursor: after } : {}) }));
  const t = await getTranslations("cluster");
  return (
    <Page title={t("title")} sentence={t("namespaces.sentence")}>
      <ClusterTabs />
      {items.length > 0 ? (
        <NamespaceTable namespaces={items} />
      ) : (
        <Empty kind="first-use" title={t("namespaces.none")}>
          {t("namespaces.noneHint")}
        </Empty>
      )}
      {nextCursor ? (
        <Link href={`/admin/cluster/namespaces?after=${nextCursor}`} className="text-13 underline underline-offset-3">
          {t("namespaces.more")}
        </Link>
      ) : null}
    </Page>
  );
}
