import { beforeAll, describe, expect, test, vi } from "vitest";
import { callers, credentialOf, isLet, isOutside, namingOf, refusalsFor } from "@/lib/auth/testing/callers";
import { type Asked, namesIn, routeRequests } from "@/lib/auth/testing/route-requests";
import { absentThings, aWorld, type ThingName, type Things, type World } from "@/lib/auth/testing/things";
import { statusOf } from "@/lib/http/problem";
import { allRoutes, type DeclaredRoute, knockAt } from "./testing/edges";

vi.hoisted(() => {
  process.env["CAIRN_LIMITS"] = "badToken=1000000/60,apiRead=1000000/60,apiWrite=1000000/60,confirmPassword=1000000/60";
});

// No worker is here to wait for.
vi.mock("@/lib/operations/await-operation");

interface Door extends DeclaredRoute {
  readonly name: string;
  readonly request: (things: Things) => Asked;
}

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

const verbs = await allRoutes();
const doors: readonly Door[] = verbs.flatMap((route) =>
  Object.entries(routeRequests)
    .filter(([name]) => name.split(" ")[0] === route.verb)
    .map(([name, request]) => ({ ...route, name: `${route.method} ${route.path}: ${name}`, request })),
);

let theirs: World;
let mine: World;

beforeAll(async () => {
  theirs = await aWorld();
  mine = await aWorld();
});

test("every route has a good request, and every request a route", () => {
  expect(verbs.length).toBeGreaterThan(100);
  const asked = new Set(Object.keys(routeRequests).map((name) => name.split(" ")[0]));
  expect(verbs.map(({ verb }) => verb).filter((verb) => !asked.has(verb))).toEqual([]);
  expect([...asked].filter((verb) => !verbs.some((route) => route.verb === verb))).toEqual([]);
});

describe.each(doors.map((door) => [door.name, door] as const))("%s", (_, door) => {
  const named = namesIn(door.request);
  const names = namingOf(named);

  test.each(callers)("%s", async (caller) => {
    const mayPass = isLet(caller, door.verb, names);
    // What is refused leaves no trace; what is allowed may, and gets a world of its own.
    const world = mayPass && door.method !== "GET" ? await aWorld() : theirs;
    const credential = await credentialOf(caller, world);
    const answer = await ask(door, credential, world.things);
    if (mayPass) expectPassed(door, answer);
    else
      expect(
        refusalsFor(caller, door.verb, names).map((code) => statusOf[code]),
        answer.body,
      ).toContain(answer.status);
    if (!isOutside(caller)) return;
    for (const [name, id] of Object.entries(world.things)) expect(answer.body, name).not.toContain(id);
    if (names.any) expect(answer).toEqual(await ask(door, credential, absentThings()));
  });

  test.each(named.filter((name) => name !== "newcomer"))("an owner who names a stranger's %s is told that there is none", async (name) => {
    const credential = await credentialOf("owner", mine);
    const real = await ask(door, credential, { ...mine.things, [name]: theirs.things[name] });
    const absent = await ask(door, credential, { ...mine.things, [name]: absentThings()[name] });
    expect(real).toEqual(absent);
  });
});

/** It was let in: what it says then is about the thing, not about the caller. */
function expectPassed({ verb }: Door, { status, body }: Answer): void {
  const isFine = status < 400 || [409, 412, 422, 503].includes(status) || (verb === "session.confirm" && status === 400);
  expect(isFine, `${status} ${body}`).toBe(true);
}

async function ask(door: Door, credential: Record<string, string>, things: Things): Promise<Answer> {
  const reading = new AbortController();
  const response = await knockAt(door, door.request(things), { ...credential, "x-request-id": "the same" }, reading.signal);
  const type = response.headers.get("content-type");
  const text = type?.startsWith("text/event-stream") ? await firstEvents(response, reading) : await response.text();
  return { status: response.status, type, body: withoutIds(text, things) };
}

/** What a stream says before it waits for something to happen. */
async function firstEvents(response: Response, reading: AbortController): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  let text = "";
  for (;;) {
    const quiet = new Promise<"quiet">((resolve) => setTimeout(resolve, 300, "quiet"));
    const part = await Promise.race([reader.read().catch((error: unknown) => `broken: ${String(error)}`), quiet]);
    if (typeof part === "string") text += part;
    if (typeof part === "string" || part.done) break;
    text += new TextDecoder().decode(part.value);
  }
  reading.abort();
  await reader.cancel().catch(() => undefined);
  return text;
}

/** An answer may repeat what it was asked for. */
function withoutIds(text: string, things: Things): string {
  return Object.entries(things).reduce((left, [name, id]: [string, string]) => left.replaceAll(id, `<${name as ThingName}>`), text);
}
