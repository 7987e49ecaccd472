import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { AcceleratorCells } from "@/components/cluster/accelerator-cells";
import { NodeState } from "@/components/cluster/node-state";
import { ShareBar } from "@/components/cluster/share-bar";
import { Crumbs } from "@/components/shell/crumbs";
import { KeyFacts } from "@/components/ui/key-facts";
import { Page, Panel } from "@/components/ui/page";
import { Tag } from "@/components/ui/tag";
import { requireActor } from "@/lib/auth/require-actor";
import { getNode } from "@/lib/cluster/get-node";
import { freeOf, isOpen, type NodeView, type Shares } from "@/lib/cluster/node";
import { formatMemory } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import { found } from "@/lib/http/found";
import { Conditions } from "./conditions";
import { DrainState } from "./drain-state";
import { LiveNode } from "./live-node";
import { NodeActions } from "./node-actions";
import { NodeProblem } from "./node-problem";
import { NodeWorkloads } from "./node-workloads";

interface Params {
  readonly params: Promise<{ readonly node: string }>;
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: decodeURIComponent((await params).node) };
}

/** One node: how it is, what is held of it and by whom, and what the cluster knows of it. */
export default async function NodePage({ params }: Params) {
  const actor = await requireActor();
  const node = await found(getNode(actor, decodeURIComponent((await params).node)));
  const t = await getTranslations("cluster");
  return (
    <Page
      title={node.name}
      pill={<NodeState state={node.state} pill />}
      actions={
        node.version ? (
          <NodeActions
            name={node.name}
            isCordoned={node.state === "cordoned" || node.state === "draining"}
            isDraining={node.state === "draining"}
          />
        ) : null
      }
      sentence={node.problem ? <NodeProblem problem={node.problem} since={node.since} /> : null}
    >
      <Crumbs items={[{ label: node.name }]} />
      <LiveNode name={node.name} revision={node.revision} drain={node.drain} />
      {node.drain ? <DrainState drain={node.drain} /> : null}
      <KeyFacts
        facts={[
          { name: t("architecture"), value: node.architecture },
          ...(node.zone ? [{ name: t("zone"), value: node.zone }] : []),
          ...(node.version ? [{ name: t("version"), value: node.version }] : []),
          ...(node.pods ? [{ name: t("pods"), value: t("podsOf", node.pods) }] : []),
        ]}
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <Resources node={node} />
        <Panel title={t("conditions")}>
          <Conditions conditions={node.conditions} />
        </Panel>
        <Panel title={t("workloads")} className="lg:col-span-2">
          <NodeWorkloads workloads={node.workloads} otherPods={node.pods?.others ?? null} />
        </Panel>
        <Panel title={t("taints")}>
          <Words words={node.taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ""}:${effect}`)} none={t("noTaints")} />
        </Panel>
        <Panel title={t("labels")}>
          <Words words={Object.entries(node.labels).map(([name, value]) => `${name}=${value}`)} none="–" />
        </Panel>
      </div>
    </Page>
  );
}

async function Resources({ node }: { readonly node: NodeView }) {
  const t = await getTranslations("cluster");
  const locale = await getLocale();
  const bar = (name: string, shares: Shares, format: (amount: number) => string) => (
    <div className="grid gap-1 text-13">
      <p className="flex flex-wrap justify-between gap-x-3">
        <span className="break-words">{name}</span>
        <span className="text-muted tabular-nums">
          {t("heldWords", {
            own: format(shares.own),
            others: format(shares.others),
            free: format(freeOf(shares)),
            all: format(shares.allocatable),
          })}
        </span>
      </p>
      <ShareBar shares={shares} locale={locale} wide />
    </div>
  );
  const count = (amount: number) => formatNumber(amount, locale);
  return (
    <Panel title={t("resources")}>
      <div className="grid gap-4">
        {bar(t("cpu"), node.cpuMilli, (milli) => formatNumber(milli / 1000, locale, 3))}
        {bar(t("memory"), node.memoryBytes, (bytes) => formatMemory(bytes, locale))}
        {node.accelerators.map((one) => (
          <div key={one.type} className="grid gap-2">
            {bar(one.product ? `${one.product} (${one.type})` : one.type, one, count)}
            <AcceleratorCells shares={one} isOpen={isOpen(node)} />
          </div>
        ))}
      </div>
    </Panel>
  );
}

function Words({ words, none }: { readonly words: readonly string[]; readonly none: string }) {
  if (words.length === 0) return <p className="text-13 text-muted">{none}</p>;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {words.toSorted().map((word) => (
        <li key={word} className="min-w-0">
          <Tag className="h-auto max-w-full break-all whitespace-normal font-mono">{word}</Tag>
        </li>
      ))}
    </ul>
  );
}
