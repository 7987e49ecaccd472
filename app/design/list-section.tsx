"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Spec } from "@/app/design/spec";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Empty } from "@/components/ui/empty";
import { KeyFacts, Pairs } from "@/components/ui/key-facts";
import { Link } from "@/components/ui/link";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Peek } from "@/components/ui/peek";
import { MiniStages, type SegmentLook } from "@/components/ui/stages-bar";
import { Status } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { Status as StatusWord } from "@/db/values";

interface Row {
  readonly name: string;
  readonly status: StatusWord;
  readonly reason: string;
  readonly stages: readonly (readonly [look: SegmentLook, seconds: number])[];
  readonly resources: string;
  readonly at: string;
}

const rows: readonly Row[] = [
  {
    name: "pretrain-vit-l-16",
    status: "queued",
    reason: "8 × A100",
    stages: [
      ["wait", 900],
      ["next", 200],
      ["next", 2000],
    ],
    resources: "8 × A100",
    at: "2026-11-20T06:31:00Z",
  },
  {
    name: "resnet50-defects",
    status: "running",
    reason: "45%",
    stages: [
      ["wait", 100],
      ["prep", 200],
      ["run", 2400],
      ["next", 1500],
    ],
    resources: "4 × L40S",
    at: "2026-11-20T05:58:00Z",
  },
  {
    name: "yolo-defects-x6",
    status: "failed",
    reason: "exit 1",
    stages: [
      ["wait", 100],
      ["prep", 400],
      ["run", 1300],
      ["bad", 80],
    ],
    resources: "4 × A100",
    at: "2026-11-20T04:28:00Z",
  },
  {
    name: "digits-svc",
    status: "succeeded",
    reason: "acc 0.983",
    stages: [
      ["prep", 20],
      ["run", 14],
      ["done", 1],
    ],
    resources: "2 CPU",
    at: "2026-11-19T04:28:00Z",
  },
  {
    name: "表面缺陷检测",
    status: "cancelled",
    reason: "data-sci-2",
    stages: [
      ["prep", 20],
      ["run", 214],
      ["off", 20],
    ],
    resources: "1 × L40S",
    at: "2026-11-02T04:28:00Z",
  },
];

/** Facts, tabs, a list with all that a list can be, a peek. */
export function ListSection() {
  const t = useTranslations("design");
  const [peeked, setPeeked] = useState<string>();
  const [state, setState] = useState<"rows" | "loading" | "failed" | "none">("rows");
  const columns = useMemo(
    (): DataColumn<Row>[] => [
      {
        id: "name",
        header: t("name"),
        sortBy: ({ name }) => name,
        phone: "title",
        cell: ({ name }) => (
          <Link href="/design" className="font-medium hover:underline hover:underline-offset-3">
            {name}
          </Link>
        ),
      },
      {
        id: "status",
        header: t("status"),
        sortBy: ({ status }) => status,
        grow: true,
        phone: "below",
        cell: ({ status, reason }) => <Status status={status} reason={reason} />,
      },
      {
        id: "stages",
        header: t("timeline"),
        wide: true,
        cell: ({ stages, reason }) => (
          <MiniStages words={reason} segments={stages.map(([look, seconds]) => ({ id: `${look}${seconds}`, look, ms: seconds * 1000 }))} />
        ),
      },
      { id: "resources", header: t("resources"), phone: "corner", cell: ({ resources }) => resources },
      {
        id: "at",
        header: t("created"),
        align: "right",
        sortBy: ({ at }) => at,
        phone: "corner-below",
        cell: ({ at }) => <Time at={at} className="text-muted" />,
      },
    ],
    [t],
  );
  const place = rows.findIndex(({ name }) => name === peeked);
  const row = rows[place];
  return (
    <Spec title={t("list")}>
      <KeyFacts
        facts={[
          { name: t("resources"), value: "4 × L40S · 32 CPU · 128 GiB" },
          {
            name: t("environment"),
            value: (
              <Link href="/design" className="text-accent hover:underline">
                pytorch 2.9
              </Link>
            ),
          },
          { name: t("created"), value: <Time at="2026-11-20T05:58:00Z" /> },
          { name: t("owner"), value: "data-sci-1" },
        ]}
      />
      <LinkTabs
        label={t("tabs")}
        tabs={[
          { href: "/design", label: t("overview") },
          { href: "/design/metrics", label: t("metrics"), count: 12 },
          { href: "/design/logs", label: t("logs") },
          { href: "/design/outputs", label: t("outputs"), count: 9 },
        ]}
      />
      <DataTable
        label={t("jobs")}
        rows={state === "loading" ? undefined : state === "none" ? [] : rows}
        rowKey={({ name }) => name}
        columns={columns}
        searchText={({ name }) => name}
        searchPlaceholder={t("searchHint")}
        filters={[
          {
            id: "status",
            label: t("status"),
            options: [
              { value: "running", label: t("stage.running") },
              { value: "failed", label: t("stage.outOfMemory") },
            ],
          },
        ]}
        filterMatch={(one, _, value) => one.status === value}
        selectedKey={peeked}
        onOpen={({ name }) => setPeeked(name)}
        {...(state === "failed" ? { failed: { reason: t("emptyFailedWords"), retry: () => setState("rows") } } : {})}
        empty={
          <Empty
            kind="first-use"
            title={t("emptyFirst")}
            action={
              <Button size="low" onClick={() => setState("rows")}>
                {t("runSample")}
              </Button>
            }
          >
            {t("emptyFirstWords")}
          </Empty>
        }
        actions={(["rows", "loading", "failed", "none"] as const).map((one) => (
          <Button
            key={one}
            size="low"
            look="bare"
            aria-pressed={state === one}
            className="aria-pressed:bg-selected"
            onClick={() => setState(one)}
          >
            {t(`listState.${one}`)}
          </Button>
        ))}
      />
      {row ? (
        <Peek
          title={row.name}
          place={`${place + 1} / ${rows.length}`}
          href="/design"
          onClose={() => setPeeked(undefined)}
          onMove={(step) => setPeeked(rows[place + step]?.name ?? row.name)}
        >
          <Status status={row.status} pill reason={row.reason} />
          <Pairs
            facts={[
              { name: t("environment"), value: "pytorch 2.9 · CUDA 13" },
              { name: t("owner"), value: "vision-team" },
            ]}
          />
        </Peek>
      ) : null}
    </Spec>
  );
}
