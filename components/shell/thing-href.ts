import type { ThingView } from "@/lib/search/thing";

/** The page of a thing of a project. */
export function thingHref(project: string, { kind, slug }: Pick<ThingView, "kind" | "slug">): string {
  return `/${project}/${kind}s/${slug}`;
}
