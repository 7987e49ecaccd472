import { db } from "@/db/client";
import { bindings, projects, users } from "@/db/schema";
import type { KeyAccess, ProjectRole } from "@/db/values";
import type { UserActor } from "@/lib/auth/actor";
import { newId } from "@/lib/id";

let count = 0;

/** A person who can sign in; names are made up unless given. */
export async function aUser(values: Partial<typeof users.$inferInsert> = {}): Promise<typeof users.$inferSelect> {
  count += 1;
  const name = values.name ?? `person-${count}`;
  const [row] = await db
    .insert(users)
    .values({ id: newId(), name, displayName: name, ...values })
    .returning();
  if (!row) throw new Error("insert returned no row");
  return row;
}

/** A shared project with its owner bound. */
export async function aProject(values: { slug?: string; owner?: { id: string } } = {}): Promise<typeof projects.$inferSelect> {
  count += 1;
  const slug = values.slug ?? `project-${count}`;
  const owner = values.owner ?? (await aUser());
  const [row] = await db.insert(projects).values({ id: newId(), slug, name: slug, kind: "shared", createdBy: owner.id }).returning();
  if (!row) throw new Error("insert returned no row");
  await aBinding(row.id, owner.id, "owner");
  return row;
}

export async function aBinding(projectId: string, userId: string, role: ProjectRole): Promise<void> {
  await db.insert(bindings).values({ id: newId(), subjectKind: "user", subjectId: userId, role, projectId });
}

/** The person, signed in with a browser a moment ago. */
export function actorOf(user: { id: string; name: string; displayName: string }, values: Partial<UserActor> = {}): UserActor {
  return {
    kind: "user",
    userId: user.id,
    name: user.name,
    displayName: user.displayName,
    isAdministrator: false,
    mustChangePassword: false,
    credential: { kind: "session", sessionId: newId(), confirmedAt: new Date() },
    locale: "en",
    requestId: null,
    address: null,
    ...values,
  };
}

/** A person with this role in the project, ready to act. */
export async function aMember(projectId: string, role: ProjectRole = "member"): Promise<UserActor> {
  const user = await aUser();
  await aBinding(projectId, user.id, role);
  return actorOf(user);
}

/** Someone who administers the installation, ready to act. */
export async function anAdministrator(): Promise<UserActor> {
  const user = await aUser();
  await db.insert(bindings).values({ id: newId(), subjectKind: "user", subjectId: user.id, role: "administrator" });
  return actorOf(user, { isAdministrator: true });
}

/** The same person through a personal key. */
export function byKey(
  actor: UserActor,
  { access = "write", projectIds = null }: { access?: KeyAccess; projectIds?: readonly string[] | null } = {},
): UserActor {
  return {
    ...actor,
    credential: { kind: "key", keyId: newId(), keyKind: "personal", hint: "cairn_pat_test", access, projectIds, subjectId: null },
  };
}
