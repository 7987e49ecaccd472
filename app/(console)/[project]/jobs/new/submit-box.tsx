"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { acceleratorWords } from "@/components/cluster/accelerator-choices";
import { useMessage } from "@/components/shell/use-message";
import { useModKey } from "@/components/shell/use-mod-key";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Kbd } from "@/components/ui/kbd";
import { Lines, Say } from "@/components/ui/say";
import type { Status } from "@/db/values";
import type { EnvironmentView } from "@/lib/environments/environment";
import { inputYaml } from "@/lib/jobs/job-yaml";
import type { DryRunView } from "@/lib/scheduling/dry-run";
import { dryRunAction } from "../actions";
import { amount, inputOf, type JobDraft } from "./draft";

interface SubmitBoxProps {
  readonly draft: JobDraft;
  readonly project: { readonly id: string };
  readonly environment: EnvironmentView | undefined;
  /** How many fields of a clone differ; null for a new job. */
  readonly changed: number | null;
  readonly busy: boolean;
  readonly error: string | undefined;
  readonly errorCount: number;
  readonly onSubmit: () => void;
}

const tones: Record<DryRunView["outcome"], Status> = { now: "ready", queues: "queued", never: "unschedulable", unknown: "queued" };

/** What would happen if it were submitted now, by the same decision that admits; and the button. */
export function SubmitBox({ draft, project, environment, changed, busy, error, errorCount, onSubmit }: SubmitBoxProps) {
  const t = useTranslations("jobs.form");
  const mod = useModKey();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && !event.isComposing) onSubmit();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [onSubmit]);
  return (
    <aside className="min-w-0" aria-label={t("ifSubmitted")}>
      <div className="sticky top-18 grid gap-3 rounded-panel border border-border p-4 max-lg:static">
        <h2>{t("ifSubmitted")}</h2>
        <DryRun draft={draft} projectId={project.id} />
        {environment ? <BuildNote environment={environment} /> : null}
        {changed === null ? null : <p className="text-13 text-muted">{t("changed", { count: changed })}</p>}
        {error ? (
          <p role="alert" className="text-13 text-bad-text">
            {error}
          </p>
        ) : null}
        {errorCount > 0 ? (
          <p role="alert" className="text-13 text-bad-text">
            {t("errors", { count: errorCount })}
          </p>
        ) : null}
        <Button type="submit" look="primary" busy={busy} className="h-9 w-full">
          {t("submit")} <Kbd>{mod}↵</Kbd>
        </Button>
        <p className="flex items-center justify-between text-13 text-muted">
          {t("copyYaml")}
          <CopyButton value={yamlOf(draft)} />
        </p>
      </div>
    </aside>
  );
}

const restMs = 350;

/** Asks anew when the amounts rest; the old answer stays, dimmed, meanwhile. */
function DryRun({ draft, projectId }: { readonly draft: JobDraft; readonly projectId: string }) {
  const t = useTranslations("jobs.form");
  const words = useMessage();
  const [answer, setAnswer] = useState<{ readonly view?: DryRunView; readonly refusal?: string }>({});
  const [isChecking, setChecking] = useState(true);
  const cpuMilli = amount(draft.cpu, 1000);
  const memoryBytes = amount(draft.memory, 2 ** 30);
  const accelerators = acceleratorWords(draft.accelerators);
  const maxRunSeconds = draft.maxRun.trim() === "" ? undefined : amount(draft.maxRun, 60);
  useEffect(() => {
    let isCurrent = true;
    setChecking(true);
    const timer = setTimeout(async () => {
      const result = await dryRunAction({
        projectId,
        cpuMilli,
        memoryBytes,
        accelerators,
        ...(maxRunSeconds !== undefined && { maxRunSeconds }),
      }).catch(() => null);
      if (!isCurrent) return;
      setChecking(false);
      if (result) setAnswer(result.ok ? { view: result.data } : { refusal: Object.values(result.fields ?? {})[0] ?? result.message });
    }, restMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [projectId, cpuMilli, memoryBytes, accelerators, maxRunSeconds]);

  if (answer.refusal !== undefined) {
    return (
      <Say status="failed" checking={isChecking}>
        {answer.refusal}
      </Say>
    );
  }
  if (!answer.view) {
    return (
      <Say status="queued" checking>
        {t("checking")}
      </Say>
    );
  }
  const { outcome, message, reasons } = answer.view;
  return (
    <Say status={tones[outcome]} checking={isChecking} reason={reasons.length > 0 ? <Lines of={reasons.map(words)} /> : undefined}>
      {words(message)}
    </Say>
  );
}

function BuildNote({ environment }: { readonly environment: EnvironmentView }) {
  const t = useTranslations("jobs.form");
  if (environment.latest.status === "ready") return null;
  return (
    <p className="text-13 text-muted">
      {t(environment.latest.status === "failed" ? "environmentFailed" : "environmentBuilds", { name: environment.name })}
    </p>
  );
}

/** What is no number yet stands as empty in the copy. */
function yamlOf(draft: JobDraft): string {
  const { projectId: _, clonedFrom: __, ...input } = inputOf(draft, "", null);
  return inputYaml({ ...input, variables: {}, priority: 0 } as Parameters<typeof inputYaml>[0]);
}
