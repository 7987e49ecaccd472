import { and, eq, isNull, sql } from "drizzle-orm";
import { type Tx, transaction } from "@/db/client";
import { environments, environmentVersions } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { env } from "@/lib/env";
import { askForBuild } from "@/lib/environments/ask-for-build";
import { type CreateEnvironmentInput, type EnvironmentView, toEnvironmentView } from "@/lib/environments/environment";
import { type ImageValues, lookUpImage } from "@/lib/environments/look-up-image";
import { readPlace } from "@/lib/environments/read-place";
import { runsOn } from "@/lib/environments/where-it-runs";
import { invalidField } from "@/lib/errors";
import { newId } from "@/lib/id";
import { freeSlug, toSlug } from "@/lib/slug";

/** Makes an environment: of requirements, whose build starts, or of an image, which is looked up. */
export async function createEnvironment(actor: Actor, input: CreateEnvironmentInput): Promise<EnvironmentView> {
  await authorize(actor, "environment:write", input.projectId);
  // An image may be named before there is a cluster; packages would be built for nothing.
  if (input.image === undefined && !runsOn(env.CAIRN_COMPUTE, "python"))
    throw invalidField("requirements", "environments.place.needsMachine");
  const userId = actor.kind === "user" ? actor.userId : null;
  const place = await readPlace();
  const content = await contentOf(input.projectId, input);
  return transaction(async (tx) => {
    const slug = await chooseSlug(tx, input);
    const [row] = await tx
      .insert(environments)
      .values({
        id: newId(),
        projectId: input.projectId,
        slug,
        name: input.name,
        description: input.description,
        kind: content.kind,
        latestVersion: 1,
        createdBy: userId,
      })
      .returning();
    if (!row) throw new Error("insert returned no row");
    const version = await insertVersion(tx, row, content, userId);
    await recordChange(tx, actor, {
      type: "environment.created",
      subject: { type: "environment", id: row.id, name: row.name },
      projectId: row.projectId,
      fields: { requirements: input.requirements, image: input.image?.reference },
    });
    return toEnvironmentView(row, version, place);
  });
}

/** What a version is made of. */
export type VersionContent =
  | { readonly kind: "python"; readonly requirements: string }
  | { readonly kind: "image"; readonly values: ImageValues };

/** What an input asks for in a project, with what its registry says of an image. */
export async function contentOf(
  projectId: string | null,
  { requirements = "", image }: Pick<CreateEnvironmentInput, "requirements" | "image">,
): Promise<VersionContent> {
  return image === undefined ? { kind: "python", requirements } : { kind: "image", values: await lookUpImage(projectId, image) };
}

/** The next version of an environment: packages with their build asked for, an image as it is. */
export async function insertVersion(tx: Tx, environment: typeof environments.$inferSelect, content: VersionContent, userId: string | null) {
  const [version] = await tx
    .insert(environmentVersions)
    .values({
      id: newId(),
      environmentId: environment.id,
      number: environment.latestVersion,
      ...(content.kind === "image"
        ? { ...content.values, status: "ready" as const }
        : { requirements: content.requirements, buildAskedAt: new Date() }),
      createdBy: userId,
    })
    .returning();
  if (!version) throw new Error("insert returned no row");
  if (content.kind === "python") await askForBuild(tx, { environment, version, userId });
  return version;
}

/** One request of a project at a time chooses an address; the lock ends with the transaction. */
async function chooseSlug(tx: Tx, { projectId, slug, name }: CreateEnvironmentInput): Promise<string> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`environments of ${projectId}`}, 0))`);
  const rows = await tx
    .select({ slug: environments.slug })
    .from(environments)
    .where(and(eq(environments.projectId, projectId), isNull(environments.deletedAt)));
  const taken = new Set(rows.map((row) => row.slug)).add("new");
  if (slug === undefined) return freeSlug(toSlug(name, "environment"), (candidate) => taken.has(candidate));
  if (taken.has(slug)) throw invalidField("slug", "errors.slug.taken", { slug });
  return slug;
}
