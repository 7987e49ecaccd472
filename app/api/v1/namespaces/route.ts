import { listNamespaces, namespacePageView } from "@/lib/cluster/list-namespaces";
import { pageQuery } from "@/lib/http/page";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "namespace.list",
    summary: "The namespaces of projects on the cluster, and what is in them; those whose project is gone first.",
    query: pageQuery,
    response: namespacePageView,
  },
  ({ actor, query }) => listNamespaces(actor, query),
);
