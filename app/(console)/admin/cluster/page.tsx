import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "@/lib/auth/require-actor";
import { listNodes, listNodesQuery } from "@/lib/cluster/list-nodes";
import { found } from "@/lib/http/found";
import { ClusterView } from "./cluster-view";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cluster"))("title") };
}

interface Search {
  readonly q?: string;
  readonly kind?: string;
  readonly zone?: string;
  readonly state?: string;
  readonly sort?: string;
  readonly after?: string;
}

/** The nodes that workloads run on: what they have, what is held, what fits now, and what is wrong. */
export default async function ClusterPage({ searchParams }: { readonly searchParams: Promise<Search> }) {
  const actor = await requireActor();
  const { q, kind, zone, state, sort, after } = await searchParams;
  const given = { search: q, kind, zone, state, sort, cursor: after };
  const query = listNodesQuery.safeParse({ ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)), limit: 100 });
  const page = await found(listNodes(actor, query.data ?? listNodesQuery.parse({ limit: 100 })));
  return <ClusterView page={page} />;
}
