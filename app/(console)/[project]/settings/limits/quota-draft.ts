import type { ProjectLimitsView } from "@/lib/projects/limits";

/** A quota as it is typed: cores, GiB and GB, a line for each type of accelerator. */
export interface QuotaDraft {
  readonly cpu: string;
  readonly memory: string;
  readonly storage: string;
  readonly replicas: string;
  readonly accelerators: string;
}

export type QuotaAmounts = ProjectLimitsView["quota"];

/** What cannot be read: a field without a number, or a line of accelerators. */
export type DraftErrors = Readonly<Partial<Record<keyof QuotaDraft, { readonly line: string }>>>;

const units = { cpu: 1000, memory: 2 ** 30, storage: 1e9, replicas: 1 } as const;

export function toDraft({ cpuMilli, memoryBytes, storageBytes, replicas, accelerators }: QuotaAmounts): QuotaDraft {
  const text = (amount: number | null, unit: number) => (amount === null ? "" : String(Number((amount / unit).toFixed(6))));
  return {
    cpu: text(cpuMilli, units.cpu),
    memory: text(memoryBytes, units.memory),
    storage: text(storageBytes, units.storage),
    replicas: text(replicas, units.replicas),
    accelerators: Object.entries(accelerators)
      .map(([type, count]) => `${type} ${count}`)
      .join("\n"),
  };
}

export function readDraft(draft: QuotaDraft): { readonly quota: QuotaAmounts; readonly errors: DraftErrors } {
  const errors: Partial<Record<keyof QuotaDraft, { line: string }>> = {};
  const amount = (field: keyof typeof units) => {
    const text = draft[field].trim();
    if (text === "") return null;
    const value = /^\d+([.,]\d+)?$/.test(text) ? Math.round(Number(text.replace(",", ".")) * units[field]) : Number.NaN;
    if (!Number.isSafeInteger(value)) errors[field] = { line: text };
    return value;
  };
  const accelerators: Record<string, number> = {};
  for (const line of draft.accelerators.split("\n").flatMap((one) => one.trim() || [])) {
    const found = /^([a-z0-9][a-z0-9.-]*\/[A-Za-z0-9._-]+)[\s:=×*]+(\d{1,6})$/.exec(line);
    if (found?.[1]) accelerators[found[1]] = Number(found[2]);
    else errors.accelerators ??= { line };
  }
  const quota = {
    cpuMilli: amount("cpu"),
    memoryBytes: amount("memory"),
    storageBytes: amount("storage"),
    replicas: amount("replicas"),
    accelerators,
  };
  return { quota, errors };
}
