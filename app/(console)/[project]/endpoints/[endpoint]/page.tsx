import { getTranslations } from "next-intl/server";
import { Playground } from "@/components/endpoints/playground";
import { Panel } from "@/components/ui/page";
import { Time } from "@/components/ui/time";
import type { UserActor } from "@/lib/auth/actor";
import { describeServed } from "@/lib/endpoints/ask-endpoint";
import { listEndpointKeys } from "@/lib/endpoints/endpoint-keys";
import { getServedSignature, listEndpointTimeline, listRevisions } from "@/lib/endpoints/get-endpoint";
import { getUsage } from "@/lib/endpoints/get-usage";
import { modelSignature } from "@/lib/models/signature";
import type { TimelineEntryView } from "@/lib/timeline/timeline-entry";
import { askEndpointAction } from "../actions";
import { KeyPanel } from "./key-panel";
import { type EndpointPageProps, loadEndpointPage } from "./load-endpoint-page";
import { RevisionTable } from "./revision-table";
import { UsageCharts } from "./usage-charts";

/**
 * Revisions with their share of the requests, figures, keys, what happened; the playground beside them, or below the revisions where it is
 * narrow.
 */
export default async function EndpointPage({ params }: EndpointPageProps) {
  const { actor, endpoint, project, mayWrite, mayAsk } = await loadEndpointPage({ params });
  const isOpen = endpoint.status === "ready" || (endpoint.status === "degraded" && endpoint.current !== null);
  const [revisions, usage, keys, timeline, signature, t] = await Promise.all([
    listRevisions(actor, endpoint.id),
    getUsage(actor, endpoint.id, 60),
    listEndpointKeys(actor, endpoint.id),
    listEndpointTimeline(actor, endpoint.id),
    getServedSignature(actor, endpoint.id),
    getTranslations("endpoints"),
  ]);
  const inputs = signature?.inputs ?? (mayAsk && isOpen ? await servedInputs(actor, endpoint.id) : []);
  const closed = mayAsk ? (isOpen ? null : t("playground.notReady")) : t("playground.notAllowed");
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_328px] lg:grid-rows-[auto_1fr]">
      <RevisionTable revisions={revisions} usage={usage} project={project.slug} endpointId={endpoint.id} mayWrite={mayWrite} />
      <div className="grid min-w-0 content-start lg:col-start-2 lg:row-span-2 lg:row-start-1">
        <Playground
          endpointId={endpoint.id}
          revisionId={endpoint.current?.id ?? null}
          url={endpoint.url}
          model={endpoint.slug}
          inputs={inputs}
          signature={signature}
          closed={closed}
          ask={askEndpointAction}
        />
      </div>
      <div className="grid min-w-0 content-start gap-4">
        <UsageCharts usage={usage} />
        <KeyPanel keys={keys} endpointId={endpoint.id} mayWrite={mayWrite} />
        <WhatHappened timeline={timeline} />
      </div>
    </div>
  );
}

/** A model without a model.json is asked itself what it takes; one that does not answer leaves the request to its reader. */
async function servedInputs(actor: UserActor, endpointId: string) {
  const described = await describeServed(actor, endpointId).catch(() => null);
  const parsed = modelSignature.safeParse(described?.body);
  return parsed.success ? parsed.data.inputs : [];
}

async function WhatHappened({ timeline }: { readonly timeline: readonly TimelineEntryView[] }) {
  const [t, sentence] = await Promise.all([getTranslations("endpoints"), getTranslations()]);
  return (
    <Panel title={t("whatHappened")}>
      <ol className="grid gap-2 text-13">
        {timeline.slice(0, 30).map((entry) => {
          const key = entry.key as Parameters<typeof sentence>[0];
          return (
            <li key={`${entry.attempt} ${entry.since}`} className="flex gap-3">
              <Time at={entry.since} form="seconds" className="shrink-0 text-muted tabular-nums" />
              <span className="w-8 shrink-0 text-muted">r{entry.attempt}</span>
              <span className="min-w-0">{sentence.has(key) ? sentence(key, entry.params as never) : entry.key}</span>
            </li>
          );
        })}
        {timeline.length === 0 ? <li className="text-muted">{t("nothingHappened")}</li> : null}
      </ol>
    </Panel>
  );
}
