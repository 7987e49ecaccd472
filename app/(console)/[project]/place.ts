import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { readProject } from "@/app/(console)/[project]/load-project";
import type { UserActor } from "@/lib/auth/actor";
import { getDatasetBySlug } from "@/lib/datasets/get-dataset";
import { getEndpointBySlug } from "@/lib/endpoints/get-endpoint";
import { getEnvironmentBySlug } from "@/lib/environments/get-environment";
import { getJobByAddress } from "@/lib/jobs/get-job";
import { getModelBySlug } from "@/lib/models/get-model";

type NameOf = (actor: UserActor, projectId: string, slug: string) => Promise<string>;

/** The name of what a page of an area is about. */
const things = {
  datasets: async (actor, projectId, slug) => (await getDatasetBySlug(actor, { projectId, slug })).name,
  environments: async (actor, projectId, slug) => (await getEnvironmentBySlug(actor, { projectId, slug })).name,
  jobs: async (actor, projectId, address) => (await getJobByAddress(actor, { projectId, address })).name,
  models: async (actor, projectId, slug) => (await getModelBySlug(actor, projectId, slug)).model.name,
  endpoints: async (actor, projectId, slug) => (await getEndpointBySlug(actor, projectId, slug)).name,
} satisfies Record<string, NameOf>;

/**
 * What the page below a project's address is called; throws the refusal where there is nothing, or nothing for this reader.
 * The project's frame asks, above the skeleton that a page shows while it loads: so the answer can still be a 404.
 */
export const titleOfPlace = cache(async (project: string): Promise<string> => {
  const {
    actor,
    project: { id },
  } = await readProject(project);
  const [area, thing] = await segmentsBelow();
  const t = await getTranslations("shell");
  if (area === undefined) return t("areas.home");
  if (!isArea(area)) return t("areas.settings");
  if (thing === undefined) return t(`areas.${area}`);
  if (thing !== "new") return things[area](actor, id, decodeURIComponent(thing));
  return area === "models" ? (await getTranslations("models"))("register.title") : t(`new.${area}`);
});

/** Whether a browser asks for a whole page, and not for the part of one that changes. */
export async function isWholePage(): Promise<boolean> {
  return ((await headers()).get("accept") ?? "").includes("text/html");
}

/** The address that is asked for, behind the project; proxy.ts writes it. */
async function segmentsBelow(): Promise<readonly (string | undefined)[]> {
  const [path = ""] = ((await headers()).get("x-cairn-path") ?? "").split("?");
  return path.split("/").slice(2).filter(Boolean);
}

function isArea(segment: string): segment is keyof typeof things {
  return Object.hasOwn(things, segment);
}
