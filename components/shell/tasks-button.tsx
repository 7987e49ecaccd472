"use client";

import { CircleCheck, CircleX, ListTodo, LoaderCircle, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useTopic } from "@/components/live/use-topic";
import { CountedIcon } from "@/components/shell/counted-icon";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { Elapsed } from "@/components/ui/elapsed";
import { Popover } from "@/components/ui/popover";
import { Time } from "@/components/ui/time";
import { TrayLine } from "@/components/ui/tray";
import { formatBytesOf } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import type { OperationView } from "@/lib/operations/operation";

/** Long things of this project: builds, imports, conversions. They go on without the page. */
export function TasksButton({ data, deeds }: { readonly data: ShellData; readonly deeds: ShellDeeds }) {
  const t = useTranslations("shell");
  const operations = useOperations(data);
  const live = operations.filter(({ endedAt }) => endedAt === null).length;
  return (
    <Popover
      title={t("tasks.title")}
      trigger={
        <Button look="bare" size="icon" aria-label={t("tasks.label", { count: live })} className="max-sm:hidden">
          <CountedIcon count={live}>
            <ListTodo aria-hidden="true" strokeWidth={1.75} />
          </CountedIcon>
        </Button>
      }
    >
      {operations.length === 0 ? (
        <p className="px-4 py-6 text-center text-13 text-muted">{t("tasks.empty")}</p>
      ) : (
        <ul>
          {operations.map((operation) => (
            <OperationLine key={operation.id} operation={operation} onCancel={data.mayWrite ? deeds.cancelOperation : undefined} />
          ))}
        </ul>
      )}
    </Popover>
  );
}

/** What the server rendered, replaced by what the stream tells since. */
function useOperations({ operations, project }: ShellData): readonly OperationView[] {
  const [told, setTold] = useState<{
    readonly projectId: string | undefined;
    readonly since: ShellData["operations"];
    readonly items: readonly OperationView[];
  }>();
  useTopic(project && `operations:${project.id}`, ({ data }) => {
    if (Array.isArray(data.items)) setTold({ projectId: project?.id, since: operations, items: data.items as OperationView[] });
  });
  return told && told.projectId === project?.id && told.since === operations ? told.items : operations;
}

function OperationLine({
  operation,
  onCancel,
}: {
  readonly operation: OperationView;
  readonly onCancel: ShellDeeds["cancelOperation"] | undefined;
}) {
  const t = useTranslations();
  const message = useMessage();
  const locale = useLocale();
  const { endedAt, startedAt, createdAt, done, total } = operation;
  const kind = `operations.kinds.${operation.kind}`;
  const told = message({ key: kind, params: { name: operation.subject.name } });
  const title = told === kind ? operation.subject.name : told;
  const line = { icon: <OperationIcon operation={operation} />, name: title, label: title, prep: true } as const;
  const words = operation.message ? message(operation.message) : null;
  if (endedAt !== null) return <TrayLine {...line} right={t(`status.${operation.status}`)} note={words ?? <Time at={endedAt} />} />;
  return (
    <TrayLine
      {...line}
      right={progressWords(operation, locale, (values) => t("shell.tasks.progress", values))}
      {...(total ? { share: done / total } : {})}
      note={words ?? <Elapsed from={startedAt ?? createdAt} />}
      action={
        onCancel ? (
          <Button
            look="bare"
            size="lowIcon"
            aria-label={t("shell.tasks.cancel", { name: title })}
            disabled={operation.isCancelling}
            onClick={() => void onCancel(operation.id)}
          >
            <X aria-hidden="true" strokeWidth={1.75} />
          </Button>
        ) : null
      }
    />
  );
}

const operationIcons = { queued: LoaderCircle, running: LoaderCircle, succeeded: CircleCheck, failed: CircleX, cancelled: X } as const;

function OperationIcon({ operation: { status } }: { readonly operation: OperationView }) {
  const Icon = operationIcons[status];
  return <Icon aria-hidden="true" strokeWidth={1.75} className={Icon === LoaderCircle ? "animate-turn" : undefined} />;
}

function progressWords(
  { done, total, unit }: OperationView,
  locale: "en" | "zh-CN",
  words: (values: { unit: OperationView["unit"]; done: string; total: string }) => string,
): string {
  if (total === null) return "";
  const values =
    unit === "bytes" ? formatBytesOf(done, total, locale) : { done: formatNumber(done, locale), total: formatNumber(total, locale) };
  return words({ unit, ...values });
}
