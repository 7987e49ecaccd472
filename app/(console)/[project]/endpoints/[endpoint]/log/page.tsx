import { listRevisions } from "@/lib/endpoints/get-endpoint";
import { type EndpointPageProps, loadEndpointPage } from "../load-endpoint-page";
import { EndpointLog } from "./endpoint-log";

/** The log of one revision as it is written; of the newest unless another is in the address. */
export default async function EndpointLogPage({
  params,
  searchParams,
}: EndpointPageProps & { readonly searchParams: Promise<{ r?: string }> }) {
  const { actor, endpoint, path } = await loadEndpointPage({ params });
  const [revisions, { r }] = await Promise.all([listRevisions(actor, endpoint.id), searchParams]);
  const chosen = revisions.find(({ number }) => String(number) === r) ?? revisions[0];
  if (!chosen) return null;
  return (
    <EndpointLog
      key={chosen.id}
      endpointId={endpoint.id}
      revisionId={chosen.id}
      number={chosen.number}
      isOver={chosen.endedAt !== null}
      numbers={revisions.map(({ number }) => number)}
      path={`${path}/log`}
    />
  );
}
