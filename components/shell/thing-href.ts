import type { ThingView } from "@/lib/search/thing";

const areas: Record<ThingView["kind"], string> = {
  dataset: "datasets",
  environment: "environments",
  job: "jobs",
  model: "models",
  endpoint: "endpoints",
};

/** The page of a thing. Jobs have many of a name, so their address is the id. */
export function thingHref(project: string, { kind, id, slug }: Pick<ThingView, "kind" | "id" | "slug">): string {
  return `/${project}/${areas[kind]}/${kind === "job" ? id : slug}`;
}
