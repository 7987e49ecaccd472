import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { matrix } from "@/lib/auth/matrix";
import { actionInputs } from "@/lib/auth/testing/action-inputs";
import { callers, credentialOf, isLet, isOutside, namingOf, refusalsFor } from "@/lib/auth/testing/callers";
import { namesIn } from "@/lib/auth/testing/route-requests";
import { absentThings, aWorld, type Things, type World } from "@/lib/auth/testing/things";
import { env } from "@/lib/env";
import type { ActionResult } from "@/lib/http/action";
import { type Action, allActions } from "./testing/edges";

vi.hoisted(() => {
  process.env["CAIRN_LIMITS"] = "badToken=1000000/60,confirmPassword=1000000/60,jobSubmit=1000000/60";
});

// No worker is here to wait for.
vi.mock("@/lib/operations/await-operation");

// The framework hands an action its request and takes what it asks for afterwards; here the test does.
const sent = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => sent.headers, cookies: async () => ({ set: () => undefined }) }));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/next-auth", () => ({ signIn: () => undefined, signOut: () => undefined }));

const actions = await allActions();
const guarded = actions.filter(([, { verb }]) => !matrix[verb]?.includes("public"));

let theirs: World;
let mine: World;

beforeAll(async () => {
  theirs = await aWorld();
  mine = await aWorld();
});

beforeEach(() => {
  sent.headers = new Headers();
});

test("every action has a good input, and every input an action", () => {
  expect(actions.length).toBeGreaterThan(60);
  expect(guarded.map(([name]) => name).sort()).toEqual(Object.keys(actionInputs).sort());
});

test("actions that are for nobody in particular are known by name", () => {
  const open = actions.filter((one) => !guarded.includes(one)).map(([name]) => name);
  expect(open.sort()).toEqual(["setupAction", "signInAction", "signOutAction", "signOutAction"]);
});

describe.each(guarded)("%s", (name, action) => {
  const input = actionInputs[name] ?? (() => undefined);
  const named = namesIn(input);
  const names = namingOf(named);

  test.each(callers)("%s", async (caller) => {
    const mayPass = mayCall(caller, action.verb);
    const world = mayPass ? await aWorld() : theirs;
    const credential = await credentialOf(caller, world);
    const answer = await call(action, credential, input(world.things), world.things);
    if (mayPass)
      expect(["unauthenticated", "forbidden", "not_found", "rate_limited"], JSON.stringify(answer)).not.toContain(codeOf(answer));
    else expect(refusalsFor(caller, action.verb, names), JSON.stringify(answer)).toContain(codeOf(answer));
    if (!isOutside(caller)) return;
    const absent = absentThings();
    if (names.any) expect(answer).toEqual(await call(action, credential, input(absent), absent));
  });

  test.each(named.filter((thing) => thing !== "newcomer"))(
    "an owner who names a stranger's %s is told that there is none",
    async (thing) => {
      const credential = await credentialOf("owner", mine);
      const real = { ...mine.things, [thing]: theirs.things[thing] };
      const absent = { ...mine.things, [thing]: absentThings()[thing] };
      const answer = await call(action, credential, input(real), real);
      expect(answer).toEqual(await call(action, credential, input(absent), absent));
    },
  );

  test.each([{}, { origin: "null" }, { origin: "http://evil.test" }, { origin: "http://evil.test", "x-forwarded-host": "evil.test" }])(
    "is refused when it comes with %j instead of the console's origin",
    async (origin) => {
      const credential = await credentialOf("owner", theirs);
      sent.headers = new Headers({ ...credential, ...origin });
      expect(codeOf(await action(input(theirs.things)))).toBe("forbidden");
    },
  );

  function mayCall(caller: (typeof callers)[number], verb: string): boolean {
    // A given-out password opens its own replacement, and nothing else.
    if (caller === "owner with a given-out password") return verb === "user.change_password";
    return isLet(caller, verb, names);
  }
});

function codeOf(answer: ActionResult<unknown>): string {
  return answer.ok ? "ok" : answer.code;
}

async function call(action: Action, credential: Record<string, string>, input: unknown, things: Things): Promise<ActionResult<unknown>> {
  sent.headers = new Headers({ ...credential, origin: env.CAIRN_URL, "x-request-id": "the same" });
  const text = JSON.stringify(await action(input));
  return JSON.parse(Object.entries(things).reduce((left, [name, id]) => left.replaceAll(id, `<${name}>`), text)) as ActionResult<unknown>;
}
