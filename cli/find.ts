import type { Call } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { Refusal } from "@/cli/refusal";

interface Thing {
  readonly id: string;
  readonly slug: string;
}

const plurals = { dataset: "datasets", job: "jobs", model: "models", endpoint: "endpoints", environment: "environments" } as const;

/** A thing of the project by its address or its id; refuses where there is none. */
export async function findThing<T extends Thing>(call: Call, what: keyof typeof plurals, name: string): Promise<T> {
  const found = await lookUp<T>(call, what, name);
  if (found) return found;
  const { slug } = await call.project();
  throw new Refusal(exitCodes.notFound, call.words("notThere", { what: call.words(`what.${what}`), name, project: slug }));
}

/** The same, or null. */
export async function lookUp<T extends Thing>(call: Call, what: keyof typeof plurals, name: string): Promise<T | null> {
  const project = await call.project();
  for await (const thing of call.api().all<T>(plurals[what], { projectId: project.id })) {
    if (thing.slug === name || thing.id === name) return thing;
  }
  return null;
}

/** `digits@3` → the name and the version's number; without one, the newest. */
export function nameAndVersion(text: string): { readonly name: string; readonly version: number | null } {
  const [, name = text, version] = /^(.*)@v?(\d+)$/.exec(text) ?? [];
  return { name, version: version === undefined ? null : Number(version) };
}

/** Where a thing is shown in the console. */
export function consoleUrl(call: Call, ...parts: readonly string[]): string {
  return [call.api().url, ...parts].join("/");
}
