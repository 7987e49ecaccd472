import { describe, expect, test } from "vitest";
import { db, transaction } from "@/db/client";
import { bindings, type users } from "@/db/schema";
import { aBinding, actorOf, aProject, aUser, byKey } from "@/db/testing/factories";
import { aSharedVolume } from "@/db/testing/volume-factories";
import { changePassword } from "@/lib/accounts/change-password";
import { confirmPassword } from "@/lib/accounts/confirm-password";
import { createUser } from "@/lib/accounts/create-user";
import { disableUser, enableUser } from "@/lib/accounts/disable-user";
import { endAllSessions, endSession } from "@/lib/accounts/end-session";
import { getUser } from "@/lib/accounts/get-user";
import { listSessions } from "@/lib/accounts/list-sessions";
import { listUsers } from "@/lib/accounts/list-users";
import { resetPassword } from "@/lib/accounts/reset-password";
import { makeAdministrator, unmakeAdministrator } from "@/lib/accounts/set-administrator";
import { getProfile, updateProfile } from "@/lib/accounts/update-profile";
import { checkAuditChain } from "@/lib/audit/check-audit-chain";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import type { UserActor } from "@/lib/auth/actor";
import { type Ask, matrix } from "@/lib/auth/matrix";
import { isReading, type PlatformPermission, type ProjectPermission, rolePermissions } from "@/lib/auth/permissions";
import { startSession } from "@/lib/auth/start-session";
import { unlimited } from "@/lib/compute/tenancy";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { createAccessKey } from "@/lib/keys/create-access-key";
import { createKey } from "@/lib/keys/create-key";
import { listAccessKeys } from "@/lib/keys/list-access-keys";
import { revokeAccessKey } from "@/lib/keys/revoke-access-key";
import { addMember } from "@/lib/projects/add-member";
import { changeRole } from "@/lib/projects/change-role";
import { createProject } from "@/lib/projects/create-project";
import { deleteProject } from "@/lib/projects/delete-project";
import { getLimits } from "@/lib/projects/get-limits";
import { getProject } from "@/lib/projects/get-project";
import { listMembers } from "@/lib/projects/list-members";
import { listProjects } from "@/lib/projects/list-projects";
import { removeMember } from "@/lib/projects/remove-member";
import { setEgress } from "@/lib/projects/set-egress";
import { setQuota } from "@/lib/projects/set-quota";
import { updateProject } from "@/lib/projects/update-project";
import { deleteRegistryLogin } from "@/lib/registries/delete-registry-login";
import { listRegistryLogins } from "@/lib/registries/list-registry-logins";
import { putRegistryLogin } from "@/lib/registries/put-registry-login";
import { deleteSecret } from "@/lib/secrets/delete-secret";
import { listSecrets } from "@/lib/secrets/list-secrets";
import { putSecret } from "@/lib/secrets/put-secret";
import { createSharedVolume } from "@/lib/volumes/create-shared-volume";
import { deleteSharedVolume } from "@/lib/volumes/delete-shared-volume";
import { listMountableVolumes } from "@/lib/volumes/list-mountable-volumes";
import { getSharedVolume, listSharedVolumes } from "@/lib/volumes/list-shared-volumes";
import { updateSharedVolume } from "@/lib/volumes/update-shared-volume";

const kinds = [
  "stranger",
  "viewer",
  "member",
  "owner",
  "administrator",
  "unconfirmed administrator",
  "owner with a given-out password",
  "reading key",
  "writing key",
  "key of another project",
  "job key",
  "endpoint key",
] as const;
type Kind = (typeof kinds)[number];

interface World {
  readonly actor: UserActor;
  readonly projectId: string;
  /** Someone else, a member of the project. */
  readonly other: typeof users.$inferSelect;
}

type Call = (world: World) => Promise<unknown>;

const page = { limit: 10 };
const login = { host: "registry.example", username: "reader", password: "v" };

/** One call of each verb, good in every respect but who makes it. */
const calls: Readonly<Record<string, Call>> = {
  "account.update": ({ actor }) => updateProfile(actor, { preferences: { checklistDismissed: true } }),
  "session.list": ({ actor }) => listSessions(actor),
  "session.end_one": async ({ actor }) => {
    const { id } = await transaction((tx) => startSession(tx, actor.userId, { address: null, userAgent: null }));
    await endSession(actor, id);
  },
  "session.end_all": ({ actor }) => endAllSessions(actor),
  "session.confirm": ({ actor }) => confirmPassword(actor, "not it"),
  "user.read": ({ actor }) => getProfile(actor),
  "user.update": ({ actor }) => updateProfile(actor, { theme: "dark" }),
  "user.change_password": ({ actor }) => changePassword(actor, { current: "not it", next: "a good long sentence", userAgent: null }),
  "access_key.list": ({ actor }) => listAccessKeys(actor),
  "access_key.create": ({ actor }) => createAccessKey(actor, { name: "k", access: "read", projectIds: null, days: 1 }),
  "access_key.revoke": async ({ actor }) => {
    const { key } = await transaction((tx) =>
      createKey(tx, {
        kind: "personal",
        name: "k",
        userId: actor.userId,
        access: "read",
        projectIds: null,
        subjectId: null,
        expiresAt: new Date(Date.now() + 60_000),
      }),
    );
    await revokeAccessKey(actor, key.id);
  },
  "user.list": ({ actor }) => listUsers(actor, page),
  "user.get": ({ actor, other }) => getUser(actor, other.id),
  "user.create": ({ actor }) => createUser(actor, { name: `u${newId().slice(-8)}`, isAdministrator: false }),
  "user.disable": ({ actor, other }) => disableUser(actor, other.id),
  "user.enable": ({ actor, other }) => enableUser(actor, other.id),
  "user.reset_password": ({ actor, other }) => resetPassword(actor, other.id),
  "user.make_administrator": ({ actor, other }) => makeAdministrator(actor, other.id),
  "user.unmake_administrator": ({ actor, other }) => unmakeAdministrator(actor, other.id),
  "audit.check": ({ actor }) => checkAuditChain(actor),
  "project.list": ({ actor }) => listProjects(actor),
  "project.create": ({ actor }) => createProject(actor, { name: "new", description: "" }),
  "project.get": ({ actor, projectId }) => getProject(actor, projectId),
  "project.update": ({ actor, projectId }) => updateProject(actor, projectId, { name: "x" }),
  "project.delete": ({ actor, projectId }) => deleteProject(actor, projectId),
  "member.list": ({ actor, projectId }) => listMembers(actor, projectId),
  "member.add": async ({ actor, projectId }) => addMember(actor, projectId, { name: (await aUser()).name, role: "viewer" }),
  "member.change_role": ({ actor, projectId, other }) => changeRole(actor, projectId, other.id, "viewer"),
  "member.remove": ({ actor, projectId, other }) => removeMember(actor, projectId, other.id),
  "project.limits": ({ actor, projectId }) => getLimits(actor, projectId),
  "project.set_quota": ({ actor, projectId }) => setQuota(actor, projectId, { ...unlimited, podSecurity: "restricted" }),
  "project.set_egress": ({ actor, projectId }) => setEgress(actor, projectId, { egress: [] }),
  "secret.list": ({ actor, projectId }) => listSecrets(actor, projectId),
  "secret.put": ({ actor, projectId }) => putSecret(actor, projectId, { name: "A", value: "v" }),
  "secret.delete": async ({ actor, projectId }) => {
    const owner = actorOf(await aUser(), { isAdministrator: true });
    const { id } = await putSecret(owner, projectId, { name: "B", value: "v" });
    await deleteSecret(actor, id);
  },
  "registry_login.list": ({ actor, projectId }) => listRegistryLogins(actor, projectId),
  "registry_login.put": ({ actor, projectId }) => putRegistryLogin(actor, projectId, login),
  "registry_login.delete": async ({ actor, projectId }) => {
    const { id } = await putRegistryLogin(actorOf(await aUser(), { isAdministrator: true }), projectId, login);
    await deleteRegistryLogin(actor, id);
  },
  "platform_registry_login.list": ({ actor }) => listRegistryLogins(actor, null),
  "platform_registry_login.put": ({ actor }) => putRegistryLogin(actor, null, login),
  "platform_registry_login.delete": async ({ actor }) => {
    const { id } = await putRegistryLogin(actorOf(await aUser(), { isAdministrator: true }), null, login);
    await deleteRegistryLogin(actor, id);
  },
  "shared_volume.list": ({ actor }) => listSharedVolumes(actor),
  "shared_volume.get": async ({ actor }) => getSharedVolume(actor, (await aSharedVolume()).id),
  "shared_volume.list_mountable": ({ actor, projectId }) => listMountableVolumes(actor, projectId),
  "shared_volume.create": ({ actor }) =>
    createSharedVolume(actor, {
      name: `v${newId().slice(-8)}`,
      description: "",
      source: { kind: "claim", claim: "data" },
      readOnly: false,
      projectIds: null,
    }),
  "shared_volume.update": async ({ actor }) => updateSharedVolume(actor, { id: (await aSharedVolume()).id, readOnly: true }),
  "shared_volume.delete": async ({ actor }) => deleteSharedVolume(actor, (await aSharedVolume()).id),
  "audit.list": ({ actor, projectId }) => listAuditEvents(actor, { ...page, projectId }),
};

/** Who signs in, and what the bin gives back, has tests of its own. */
const elsewhere = new Set(["session.create", "session.end", "user.setup", "project.restore"]);
const otherParts =
  /^(inbox|stream|machine|metrics|namespace|node|search|thing|operation|home|dataset|dataset_version|upload|environment|environment_version|capacity|job|attempt|run|model|model_version|endpoint|revision|endpoint_key|workload)\./;

test("every verb of people, projects and keys is called here", () => {
  const uncalled = Object.keys(matrix).filter((verb) => !otherParts.test(verb) && !elsewhere.has(verb) && !Object.hasOwn(calls, verb));
  expect(uncalled).toEqual([]);
});

describe.each(kinds)("%s", (kind) => {
  test.each(Object.entries(calls))("%s", async (verb, call) => {
    const world = await aWorld(kind);
    const outcome = await call(world).then(
      () => "allowed",
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        return error.code === "not_found" || error.code === "forbidden" ? "refused" : "allowed";
      },
    );
    expect(outcome).toBe(mayCall(kind, verb) ? "allowed" : "refused");
  });
});

/** What the matrix's words mean for each kind of caller. */
function mayCall(kind: Kind, verb: string): boolean {
  if (kind === "job key" || kind === "endpoint key") return false;
  // A given-out password opens its own replacement, and nothing else.
  if (kind === "owner with a given-out password") return verb === "user.change_password";
  // A key that is bound to projects makes none beside them.
  if (kind === "key of another project" && verb === "project.create") return false;
  return (matrix[verb] ?? []).every((ask) => mayAsk(kind, ask));
}

function mayAsk(kind: Kind, ask: Ask): boolean {
  const isKey = kind.includes("key");
  if (ask === "visible" || ask === "self:read") return true;
  if (ask === "self:write") return kind !== "reading key";
  if (ask === "session") return !isKey;
  if (ask === "confirmed") return !isKey && kind !== "unconfirmed administrator";
  if (isPlatform(ask)) return kind.includes("administrator");
  const role = kind === "viewer" || kind === "member" ? kind : "owner";
  if (kind === "stranger" || kind === "key of another project") return false;
  return rolePermissions[role].has(ask as ProjectPermission) && (kind !== "reading key" || isReading(ask as ProjectPermission));
}

function isPlatform(ask: Ask): ask is PlatformPermission {
  return ask.startsWith("user:") || ask.startsWith("platform:");
}

async function aWorld(kind: Kind): Promise<World> {
  const project = await aProject();
  const other = await aUser();
  await aBinding(project.id, other.id, "member");
  const user = await aUser();
  const isAdministrator = kind.includes("administrator");
  if (isAdministrator) await db.insert(bindings).values({ id: newId(), subjectKind: "user", subjectId: user.id, role: "administrator" });
  else if (kind === "viewer" || kind === "member") await aBinding(project.id, user.id, kind);
  else if (kind !== "stranger") await aBinding(project.id, user.id, "owner");
  const person = actorOf(user, { isAdministrator, mustChangePassword: kind === "owner with a given-out password" });
  return { actor: await throughCredential(kind, person, project.id), projectId: project.id, other };
}

async function throughCredential(kind: Kind, person: UserActor, projectId: string): Promise<UserActor> {
  const key = (keyKind: "job" | "endpoint") => {
    const actor = byKey(person, { projectIds: [projectId] });
    return { ...actor, credential: { ...actor.credential, keyKind, subjectId: newId() } } as UserActor;
  };
  switch (kind) {
    case "unconfirmed administrator":
      return { ...person, credential: { kind: "session", sessionId: newId(), confirmedAt: new Date(Date.now() - 16 * 60_000) } };
    case "reading key":
      return byKey(person, { access: "read" });
    case "writing key":
      return byKey(person);
    case "key of another project":
      return byKey(person, { projectIds: [(await aProject({ owner: { id: person.userId } })).id] });
    case "job key":
      return key("job");
    case "endpoint key":
      return key("endpoint");
    default:
      return person;
  }
}
