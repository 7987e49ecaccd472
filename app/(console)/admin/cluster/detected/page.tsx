import { Check, Minus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PolicyState } from "@/components/cluster/policy-state";
import { Empty } from "@/components/ui/empty";
import { Page } from "@/components/ui/page";
import { Tag } from "@/components/ui/tag";
import { requireActor } from "@/lib/auth/require-actor";
import { getPolicy } from "@/lib/cluster/get-policy";
import { listParts } from "@/lib/cluster/list-parts";
import type { PartView } from "@/lib/cluster/parts";
import { found } from "@/lib/http/found";
import { ClusterTabs } from "../cluster-tabs";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cluster"))("detected") };
}

/** What the cluster has beyond Kubernetes itself, and what each adds or would add. */
export default async function DetectedPage() {
  const actor = await requireActor();
  const [parts, policy] = await Promise.all([found(listParts(actor)), getPolicy(actor)]);
  const t = await getTranslations("cluster");
  return (
    <Page title={t("title")} sentence={t("parts.sentence")}>
      <ClusterTabs />
      {policy ? <PolicyState policy={policy} className="mb-4 max-w-240 rounded-control bg-sunken px-3.5 py-3" /> : null}
      {parts ? (
        <ul className="grid max-w-240">
          {parts.map((part) => (
            <Part key={part.name} part={part} />
          ))}
        </ul>
      ) : (
        <Empty kind="not-set-up" title={t("parts.unknown")}>
          {t("parts.unknownHint")}
        </Empty>
      )}
    </Page>
  );
}

async function Part({ part: { name, isThere, evidence } }: { readonly part: PartView }) {
  const t = await getTranslations("cluster.parts");
  const Icon = isThere ? Check : Minus;
  return (
    <li
      data-status={isThere ? "ready" : "stopped"}
      className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-border border-b py-3 text-13 sm:grid-cols-[16px_200px_minmax(0,1fr)]"
    >
      <Icon aria-hidden="true" className="mt-0.5 size-4 text-tone-text" strokeWidth={1.75} />
      <span>
        <span className="block font-medium">{t(`name.${name}`)}</span>
        <span className="text-12 text-muted">{isThere ? t("there") : t("notThere")}</span>
      </span>
      <span className="max-sm:col-start-2">
        <span className={isThere ? "" : "text-muted"}>{t(`adds.${name}`)}</span>
        {evidence.length > 0 ? (
          <span className="mt-1 flex flex-wrap gap-1.5">
            {evidence.map((word) => (
              <Tag key={word} className="font-mono">
                {word}
              </Tag>
            ))}
          </span>
        ) : null}
      </span>
    </li>
  );
}
