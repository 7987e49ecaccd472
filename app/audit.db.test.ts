import { desc, eq, gt, inArray } from "drizzle-orm";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db, transaction } from "@/db/client";
import {
  auditEvents,
  bindings,
  datasetVersions,
  endpoints,
  environmentVersions,
  inboxItems,
  jobs,
  revisions,
  uploads,
  users,
} from "@/db/schema";
import { anUploadGrant } from "@/db/testing/data-factories";
import { matrix } from "@/lib/auth/matrix";
import { hashPassword } from "@/lib/auth/password";
import { isReading, type PlatformPermission, type ProjectPermission } from "@/lib/auth/permissions";
import { actionInputs } from "@/lib/auth/testing/action-inputs";
import { credentialOf, isLet, namingOf } from "@/lib/auth/testing/callers";
import { type Asked, namesIn, routeRequests } from "@/lib/auth/testing/route-requests";
import { aWorld, type Things, type World } from "@/lib/auth/testing/things";
import { drainKinds } from "@/lib/cluster/drain";
import { env } from "@/lib/env";
import { newId, randomToken } from "@/lib/id";
import { installationId } from "@/lib/machine/clean-machine";
import { createOperation } from "@/lib/operations/track-operation";
import { allActions, allRoutes, type DeclaredRoute, knockAt } from "./testing/edges";

const written = vi.hoisted(() => {
  process.env["CAIRN_LIMITS"] = "badToken=1000000/60,apiRead=1000000/60,apiWrite=1000000/60,jobSubmit=1000000/60";
  process.env["CAIRN_LOG_LEVEL"] = "trace";
  return [] as string[];
});
vi.mock("pino", async (original) => {
  const { default: pino } = await original<typeof import("pino")>();
  const destination = () => ({ write: (line: string) => written.push(line) });
  return { default: Object.assign((options: object) => pino(options, destination()), pino, { destination }) };
});

// No worker is here to wait for.
vi.mock("@/lib/operations/await-operation");

// The framework hands an action its request and takes what it asks for afterwards; here the test does.
const sent = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => sent.headers, cookies: async () => ({ set: () => undefined }) }));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/next-auth", () => ({ signIn: () => undefined, signOut: () => undefined }));

/** What people keep to themselves, in every input that takes it. */
const planted = { password: "planted: the owner's own sentence", next: "planted: the sentence after it", value: "planted in a secret" };
const plantedInputs: Readonly<Record<string, (things: Things) => unknown>> = {
  ...actionInputs,
  confirmPasswordAction: () => ({ password: planted.password }),
  changePasswordAction: () => ({ current: planted.password, next: planted.next }),
  putSecretAction: ({ project }) => ({ projectId: project, name: "A", value: planted.value }),
};

/** What has to stand differently in the world before a verb has something to change. */
const preparations: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  "dataset_version.open": ({ things }) =>
    db.update(datasetVersions).set({ status: "ready", number: 3 }).where(eq(datasetVersions.id, things.draft)),
  "upload.forget": ({ things, owner }) => anUnfinishedUpload(things, owner.id),
  "environment.build": ({ things }) => leaveUnbuilt(things),
  "environment_version.build": ({ things }) => leaveUnbuilt(things),
  "environment.delete": ({ things }) => db.update(jobs).set({ status: "succeeded" }).where(eq(jobs.id, things.runningJob)),
  "job.retry": ({ things }) => db.update(jobs).set({ status: "failed" }).where(eq(jobs.id, things.job)),
  "model.delete": ({ things }) => takeDown(things),
  "model_version.delete": ({ things }) => takeDown(things),
  "endpoint.start": ({ things }) =>
    db.update(endpoints).set({ wantsRunning: false, status: "stopped" }).where(eq(endpoints.id, things.endpoint)),
  "user.enable": ({ things }) => db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, things.person)),
  "user.unmake_administrator": ({ things }) => administer(things.person),
  "node.cancel_drain": ({ things, owner }) => aDrain(things.node, owner.id),
  "inbox.read": ({ things, owner }) =>
    db
      .insert(inboxItems)
      .values({ id: newId(), userId: owner.id, key: "k", subjectType: "job", subjectId: things.job, path: `/${things.project}` }),
};

/** Verbs that are made of others leave the rows of those. */
const severalRows: Readonly<Record<string, readonly string[]>> = {
  "user.create": ["project.created", "user.created"],
  "model.register": ["model.created", "model_version.created"],
  ...Object.fromEntries(
    ["dataset.load_sample", "home.takeStep"].map((verb) => [
      verb,
      ["dataset.created", "dataset_version.opened", "dataset_version.files_added", "dataset_version.committed"],
    ]),
  ),
};

/** Verbs that ask for more than reading and leave no row, and why. */
const unaudited: Readonly<Record<string, string>> = {
  "endpoint.ask": "changes nothing here; the gateway counts it",
  "inbox.read": "which lines somebody has seen is nobody else's concern",
};

/** What is counted and kept beside the things themselves, and bytes that nothing names yet. */
const bookkeeping = new Set(["audit_events", "changes", "rate_limits", "idempotency_keys", "process_heartbeats", "blobs"]);

/** People who may not: whom nobody knows leaves no name. */
const bystanders = ["stranger", "viewer", "reading key", "key of another project", "job key"] as const;

/** One way to a verb: its action where it has one, else its route. */
interface Door {
  readonly verb: string;
  readonly request: (things: Things) => unknown;
  readonly knock: (things: Things, credential: Readonly<Record<string, string>>) => Promise<string>;
}

/** What a program that runs reports of itself is the job's own record, as where this machine's worker reads it; and nobody's yet is elsewhere. */
const isOutOfSight = (verb: string) => ["public", "workload"].some((ask) => matrix[verb]?.some((one) => one === ask));

const doors = (await allDoors()).filter(({ verb }) => !isOutOfSight(verb));
const [readers, changers] = [doors.filter(({ verb }) => onlyReads(verb)), doors.filter(({ verb }) => !onlyReads(verb))];
const tableOwner = new Client({ connectionString: env.CAIRN_MIGRATE_URL });
const passwordHash = hashPassword(planted.password);
let theirs: World;
/** One for each who may not: the same person, trying the same within a minute, is one denial. */
let closed: ReadonlyMap<string, World>;
let tables: readonly string[];

beforeAll(async () => {
  await tableOwner.connect();
  await tableOwner.query(`
    create function refuse_row() returns trigger language plpgsql as $$ begin raise exception 'the log is full'; end $$;
    create trigger refuse_row before insert on audit_events execute function refuse_row();
    alter table audit_events disable trigger refuse_row`);
  const { rows } = await tableOwner.query("select tablename from pg_tables where schemaname = 'public'");
  tables = rows.map(({ tablename }) => tablename).filter((name) => !bookkeeping.has(name));
  theirs = await aWorldOfOne();
  closed = new Map(await Promise.all(bystanders.map(async (caller) => [caller, await aWorld()] as const)));
});
afterAll(() => tableOwner.end());

test("every verb of the matrix has a door here, but those of nobody yet and of what runs", () => {
  const named = new Set(doors.map(({ verb }) => verb));
  expect(Object.keys(matrix).filter((verb) => !named.has(verb))).toEqual(Object.keys(matrix).filter(isOutOfSight));
});

test.each(readers.map((door) => [door.verb, door] as const))("%s changes nothing and leaves no row", async (_, door) => {
  const credential = await credentialOf("owner", theirs);
  const [before, first] = [await everything(), await lastRow()];
  await door.knock(theirs.things, credential);
  expect(differing(before, await everything())).toEqual([]);
  expect(await rowsAfter(first)).toEqual([]);
});

describe.each(changers.map((door) => [door.verb, door] as const))("%s", (verb, door) => {
  test("leaves its row in the log, without which it changes nothing, and no secret there or in a log line", async () => {
    const world = await aWorldOfOne();
    await preparations[verb]?.(world);
    const credential = await credentialOf("owner", world);
    const [before, first] = [await everything(), await lastRow()];
    const isAudited = !Object.hasOwn(unaudited, verb);
    if (isAudited) {
      await withoutLog(() => door.knock(world.things, credential));
      expect(differing(before, await everything())).toEqual([]);
    }
    written.length = 0;
    const answer = await door.knock(world.things, credential);
    expect(differing(before, await everything()).length > 0, answer).toBe(verb !== "endpoint.ask");
    const rows = await rowsAfter(first);
    expect(rows.map((row) => row.outcome)).toEqual(rows.map(() => "done"));
    if (Object.hasOwn(severalRows, verb)) expect(rows.map((row) => row.verb)).toEqual(severalRows[verb]);
    else expect(rows).toHaveLength(isAudited ? 1 : 0);
    expect(rows.every((row) => row.actorId === world.owner.id)).toBe(true);
    const said = JSON.stringify(rows) + written.join("");
    expect(written.join("")).toContain(verb);
    for (const secret of secretsOf(answer, credential)) expect(said).not.toContain(secret);
  });

  test("leaves one denial of each who tries and may not", async () => {
    const names = namingOf(namesIn(door.request));
    // What is somebody's own is to everybody else the same as nothing, and the log says nothing of it either.
    const refused = names.own || names.bin ? [] : bystanders.filter((caller) => !isLet(caller, verb, names));
    for (const caller of refused) {
      const world = closed.get(caller) ?? theirs;
      const credential = await credentialOf(caller, world);
      const first = await lastRow();
      await door.knock(world.things, credential);
      await door.knock(world.things, credential);
      expect(
        (await rowsAfter(first)).map((row) => [row.verb, row.outcome]),
        caller,
      ).toEqual([[verb, "denied"]]);
    }
  });
});

function onlyReads(verb: string): boolean {
  return (matrix[verb] ?? []).every(
    (ask) => ask === "visible" || ask === "each" || ask === "self:read" || isReading(ask as ProjectPermission | PlatformPermission),
  );
}

/** A world whose owner knows his password and administers the installation. */
async function aWorldOfOne(): Promise<World> {
  const world = await aWorld();
  await db
    .update(users)
    .set({ passwordHash: await passwordHash })
    .where(eq(users.id, world.owner.id));
  await administer(world.owner.id);
  return world;
}

async function administer(userId: string): Promise<void> {
  await db.insert(bindings).values({ id: newId(), subjectKind: "user", subjectId: userId, role: "administrator" });
}

async function anUnfinishedUpload({ project, draft }: Things, userId: string): Promise<void> {
  const [version] = await db.select().from(datasetVersions).where(eq(datasetVersions.id, draft));
  if (!version) throw new Error("no such draft");
  const { id: grantId } = await anUploadGrant({ id: project }, version, { userId });
  await db.insert(uploads).values({ id: randomToken(), grantId, path: "half.csv", size: 2, objectKey: `staging/${grantId}` });
}

async function leaveUnbuilt({ environmentVersion }: Things): Promise<void> {
  await db.update(environmentVersions).set({ status: "failed" }).where(eq(environmentVersions.id, environmentVersion));
}

async function takeDown({ endpoint, binnedEndpoint }: Things): Promise<void> {
  await db.delete(revisions).where(inArray(revisions.endpointId, [endpoint, binnedEndpoint]));
  await db.delete(endpoints).where(inArray(endpoints.id, [endpoint, binnedEndpoint]));
}

/** Runs something while no row can be written to the log. */
async function withoutLog(run: () => Promise<unknown>): Promise<void> {
  await tableOwner.query("alter table audit_events enable trigger refuse_row");
  await run().catch(() => undefined);
  await tableOwner.query("alter table audit_events disable trigger refuse_row");
}

/** What was typed, what was shown once, and what the browser holds. */
function secretsOf(answer: string, { cookie = "" }: Readonly<Record<string, string>>): readonly string[] {
  const shown = [...answer.matchAll(/cairn_\w{2,3}_[0-9A-Za-z]{49}|(?<="oneTimePassword":")[^"]+|(?<=\/signed\/)[\w.-]+/g)].map(
    ([text]) => text,
  );
  return [...Object.values(planted), ...shown, cookie.slice(cookie.indexOf("=") + 1)];
}

/** A fingerprint of each table. */
/** The node is being emptied. */
async function aDrain(node: string, userId: string): Promise<void> {
  const subject = { type: "installation", id: installationId, name: node } as const;
  await transaction((tx) => createOperation(tx, { kind: drainKinds[0], projectId: null, subject, createdBy: userId }));
}

async function everything(): Promise<Readonly<Record<string, string>>> {
  const prints = tables.map(
    (name) => `select '${name}' as name, md5(coalesce(string_agg(t::text, '' order by t::text), '')) as print from "${name}" t`,
  );
  const { rows } = await tableOwner.query(prints.join(" union all "));
  return Object.fromEntries(rows.map(({ name, print }) => [name, print]));
}

function differing(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(a).filter((name) => a[name] !== b[name]);
}

async function lastRow(): Promise<number> {
  const [last] = await db.select({ seq: auditEvents.seq }).from(auditEvents).orderBy(desc(auditEvents.seq)).limit(1);
  return last?.seq ?? 0;
}

function rowsAfter(seq: number) {
  return db.select().from(auditEvents).where(gt(auditEvents.seq, seq)).orderBy(auditEvents.seq);
}

async function allDoors(): Promise<readonly Door[]> {
  const byAction = (await allActions())
    .filter(([, { verb }]) => !isOutOfSight(verb))
    .map(([name, action]): Door => {
      const request = plantedInputs[name] ?? (() => undefined);
      return {
        verb: action.verb,
        request,
        async knock(things, credential) {
          sent.headers = new Headers({ ...credential, origin: env.CAIRN_URL });
          return JSON.stringify(await action(request(things)));
        },
      };
    });
  const byRoute = (await allRoutes()).flatMap((route): readonly Door[] => {
    const request = routeRequests[route.verb];
    return request ? [{ verb: route.verb, request, knock: (things, credential) => ask(route, request(things), credential) }] : [];
  });
  return [...new Map([...byRoute, ...byAction].map((door) => [door.verb, door])).values()];
}

async function ask(route: DeclaredRoute, asked: Asked, credential: Readonly<Record<string, string>>): Promise<string> {
  const stop = new AbortController();
  const response = await knockAt(route, asked, credential, stop.signal);
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.text();
  stop.abort();
  await response.body?.cancel().catch(() => undefined);
  return "";
}
