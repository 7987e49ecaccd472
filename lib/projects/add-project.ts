import { and, eq, isNull, like, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { bindings, projects } from "@/db/schema";
import type { ProjectKind } from "@/db/values";
import { newId } from "@/lib/id";
import { isReservedSlug } from "@/lib/projects/reserved-slugs";
import { freeSlug, toSlug } from "@/lib/slug";

interface NewProject {
  readonly name: string;
  /** What the address is made of. */
  readonly slug: string;
  readonly description?: string;
  readonly kind: ProjectKind;
  readonly ownerId: string;
}

/** A project's rows with its first owner; the address gets a number where it is taken. */
export async function addProject(tx: Tx, given: NewProject): Promise<typeof projects.$inferSelect> {
  const wanted = toSlug(given.slug, "project");
  // Held until the commit, so that two projects never choose the same free address.
  await tx.execute(sql`select pg_advisory_xact_lock(7231005)`);
  const near = await tx
    .select({ slug: projects.slug })
    .from(projects)
    .where(and(isNull(projects.deletedAt), or(eq(projects.slug, wanted), like(projects.slug, `${wanted.slice(0, 30)}%`))));
  const taken = new Set(near.map(({ slug }) => slug));
  const slug = freeSlug(wanted, (candidate) => taken.has(candidate) || isReservedSlug(candidate));
  const { name, description = "", kind, ownerId } = given;
  const [project] = await tx.insert(projects).values({ id: newId(), slug, name, description, kind, createdBy: ownerId }).returning();
  if (!project) throw new Error("insert returned no row");
  await tx
    .insert(bindings)
    .values({ id: newId(), subjectKind: "user", subjectId: ownerId, role: "owner", projectId: project.id, createdBy: ownerId });
  return project;
}
