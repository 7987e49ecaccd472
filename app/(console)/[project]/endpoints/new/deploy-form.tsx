"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState, useTransition } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { type AcceleratorChoice, acceleratorsOf, acceleratorWords, typedOf } from "@/components/cluster/accelerator-choices";
import { AcceleratorFields } from "@/components/cluster/accelerator-fields";
import { useMessage } from "@/components/shell/use-message";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/page";
import { Lines, Say } from "@/components/ui/say";
import { Select } from "@/components/ui/select";
import type { Status } from "@/db/values";
import { usualResources } from "@/lib/endpoints/endpoint";
import type { DryRunView } from "@/lib/scheduling/dry-run";
import { createRevisionAction, deployEndpointAction, tryOutAction } from "../actions";

interface DeployFormProps {
  readonly projectId: string;
  readonly project: string;
  readonly versions: readonly {
    readonly id: string;
    readonly modelId: string;
    readonly model: string;
    readonly number: number;
    readonly format: string;
    readonly environment: { readonly name: string; readonly number: number } | null;
  }[];
  readonly environments: readonly { readonly id: string; readonly label: string }[];
  readonly accelerators: readonly AcceleratorChoice[];
  /** A version's id from the address. */
  readonly chosen: string | undefined;
  /** The endpoint that gets its next revision; null for a new one. */
  readonly endpoint: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly newest: number;
    readonly modelId: string;
    readonly cpuMilli: number;
    readonly memoryBytes: number;
    readonly accelerators: Readonly<Record<string, number>>;
    readonly replicas: number;
  } | null;
}

const own = "own";
const mib = 2 ** 20;
const toneOf: Record<DryRunView["outcome"], Status> = { now: "ready", queues: "queued", never: "unschedulable", unknown: "idle" };

/** Which version, under which name, with how much; what would happen stands beside it. */
export function DeployForm({ projectId, project, versions, environments, accelerators, chosen, endpoint }: DeployFormProps) {
  const t = useTranslations("endpoints");
  const router = useRouter();
  const servable = versions.filter(({ format }) => format === "sklearn-joblib");
  const first = servable.find(({ id }) => id === chosen) ?? servable.find(({ modelId }) => modelId === endpoint?.modelId) ?? servable[0];
  const [versionId, setVersionId] = useState(first?.id ?? "");
  const version = versions.find(({ id }) => id === versionId);
  const [environment, setEnvironment] = useState(own);
  const [name, setName] = useState("");
  const [cpu, setCpu] = useState(String((endpoint?.cpuMilli ?? usualResources.cpuMilli) / 1_000));
  const [memory, setMemory] = useState(String((endpoint?.memoryBytes ?? usualResources.memoryBytes) / mib));
  const [replicas, setReplicas] = useState(String(endpoint?.replicas ?? usualResources.replicas));
  const [asked, setAsked] = useState(typedOf(endpoint?.accelerators ?? {}));
  const resources = {
    cpuMilli: Math.round(Number(cpu) * 1_000),
    memoryBytes: Math.round(Number(memory) * mib),
    replicas: Number(replicas),
  };
  const served = {
    modelVersionId: versionId,
    ...(environment !== own && { environmentVersionId: environment }),
    accelerators: acceleratorsOf(asked),
    ...resources,
  };
  const { busy, error, fields, submit } = useSubmit(
    (_: null) =>
      endpoint
        ? createRevisionAction({ endpointId: endpoint.id, ...served })
        : deployEndpointAction({ projectId, ...served, ...(name.trim() !== "" && { name }) }),
    ({ slug }) => router.push(`/${project}/endpoints/${slug}`),
  );

  function send(event: FormEvent) {
    event.preventDefault();
    submit(null);
  }

  return (
    <Form onSubmit={send} className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_340px]">
      <div className="grid max-w-180 content-start gap-4">
        <Field
          label={t("deploy.version")}
          error={fields.modelVersionId}
          {...(servable.length < versions.length && { hint: t("deploy.onlySklearn") })}
        >
          <Select
            value={versionId}
            onValueChange={setVersionId}
            options={versions.map((one) => ({
              value: one.id,
              label: `${one.model} v${one.number}`,
              detail: one.environment ? `${one.environment.name} v${one.environment.number}` : undefined,
              disabled: one.format !== "sklearn-joblib",
            }))}
          />
        </Field>
        {endpoint ? null : (
          <Field label={t("deploy.name")} hint={t("deploy.nameHint")} error={fields.name ?? fields.slug}>
            <Input value={name} onChange={(event) => setName(event.target.value)} placeholder={version?.model ?? ""} maxLength={80} />
          </Field>
        )}
        <Field label={t("deploy.environment")} error={fields.environmentVersionId}>
          <Select
            value={environment}
            onValueChange={setEnvironment}
            options={[
              {
                value: own,
                label: version?.environment
                  ? t("deploy.ownEnvironment", { name: `${version.environment.name} v${version.environment.number}` })
                  : t("deploy.noEnvironment"),
                disabled: version?.environment === null,
              },
              ...environments.map(({ id, label }) => ({ value: id, label })),
            ]}
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label={t("deploy.cpu")} error={fields.cpuMilli}>
            <Input inputMode="decimal" value={cpu} onChange={(event) => setCpu(event.target.value)} after={t("deploy.cores")} />
          </Field>
          <Field label={t("deploy.memory")} error={fields.memoryBytes}>
            <Input inputMode="numeric" value={memory} onChange={(event) => setMemory(event.target.value)} after="MiB" />
          </Field>
          <Field label={t("deploy.replicas")} hint={t("deploy.replicasHint")} error={fields.replicas}>
            <Input inputMode="numeric" value={replicas} onChange={(event) => setReplicas(event.target.value)} />
          </Field>
        </div>
        <AcceleratorFields offered={accelerators} asked={asked} onChange={setAsked} error={fields.accelerators} />
      </div>
      <div className="lg:sticky lg:top-17 lg:self-start">
        <Panel title={t("deploy.now")}>
          <div className="grid gap-3">
            <WouldHappen projectId={projectId} accelerators={acceleratorWords(asked)} {...resources} />
            <p className="text-13 text-muted">{endpoint ? t("deploy.takesOver", { next: endpoint.newest + 1 }) : t("deploy.keysLater")}</p>
            {error ? (
              <p role="alert" className="text-13 text-bad-text">
                {error}
              </p>
            ) : null}
            <Button type="submit" look="primary" busy={busy} disabled={versionId === ""}>
              {endpoint ? t("deploy.submitRevision", { next: endpoint.newest + 1 }) : t("deploy.submit")}
            </Button>
          </div>
        </Panel>
      </div>
    </Form>
  );
}

/** The same decision that admits, asked before anything is submitted. */
function WouldHappen({
  projectId,
  cpuMilli,
  memoryBytes,
  accelerators,
  replicas,
}: {
  readonly projectId: string;
  readonly accelerators: string;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly replicas: number;
}) {
  const message = useMessage();
  const [isAsking, start] = useTransition();
  const [told, setTold] = useState<DryRunView | null>(null);
  useEffect(() => {
    if (![cpuMilli, memoryBytes, replicas].every((amount) => Number.isFinite(amount) && amount >= 1)) return;
    const timer = setTimeout(
      () =>
        start(async () => {
          const result = await tryOutAction({ projectId, cpuMilli, memoryBytes, accelerators, replicas });
          if (result.ok) setTold(result.data);
        }),
      250,
    );
    return () => clearTimeout(timer);
  }, [projectId, cpuMilli, memoryBytes, accelerators, replicas]);
  if (!told) return null;
  return (
    <Say status={toneOf[told.outcome]} checking={isAsking} reason={<Lines of={told.reasons.map((reason) => message(reason))} />}>
      {message(told.message)}
    </Say>
  );
}
