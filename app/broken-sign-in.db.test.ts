import { createRequire } from "node:module";
import { encode } from "next-auth/jwt";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { sessionCookie } from "@/lib/auth/cookies";
import { matrix } from "@/lib/auth/matrix";
import { findActor, requireActor } from "@/lib/auth/require-actor";
import { actionInputs } from "@/lib/auth/testing/action-inputs";
import { credentialOf } from "@/lib/auth/testing/callers";
import { routeRequests } from "@/lib/auth/testing/route-requests";
import { aWorld, type World } from "@/lib/auth/testing/things";
import { allActions, allRoutes, knockAt } from "./testing/edges";

const state = vi.hoisted(() => ({ headers: new Headers(), breakage: "none" }));
vi.mock("next/headers", () => ({ headers: async () => state.headers, cookies: async () => ({ set: () => undefined }) }));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/log", () => ({ log: { info: () => undefined, warn: () => undefined, error: () => undefined } }));

// Auth.js as it is, without the part that only Next itself can load.
vi.mock("next-auth", async () => {
  const core = createRequire(import.meta.resolve("next-auth")).resolve("@auth/core");
  const { Auth } = (await import(core)) as { Auth: (request: Request, config: object) => Promise<Response> };
  const ask = async (request: Request, config: () => object) => Auth(request, { ...config(), basePath: "/api/auth" });
  return {
    AuthError: class extends Error {},
    default: (config: () => object) => ({
      handlers: { GET: (request: Request) => ask(request, config), POST: (request: Request) => ask(request, config) },
      signIn: () => ask(new Request("http://localhost:3000/api/auth/callback/credentials", { method: "POST" }), config),
      signOut: () => ask(new Request("http://localhost:3000/api/auth/signout", { method: "POST" }), config),
    }),
  };
});
vi.mock("@/lib/auth/providers", async (original) => {
  const { signInWays } = await original<typeof import("@/lib/auth/providers")>();
  return {
    get signInWays() {
      if (state.breakage === "it throws") throw new Error("a provider without its secret");
      if (state.breakage === "Auth.js refuses it") return [{ provider: { id: "broken", type: "oauth", name: "no endpoints" } }];
      return signInWays;
    },
  };
});
vi.mock("@/lib/secrets/key-ring", async (original) => {
  const actual = await original<typeof import("@/lib/secrets/key-ring")>();
  const deriveKey = (purpose: string) => {
    if (state.breakage === "its key is gone") throw new Error("there is no master key");
    return actual.deriveKey(purpose);
  };
  return { ...actual, deriveKey };
});

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
beforeEach(() => {
  state.breakage = "none";
  state.headers = new Headers();
});

test("while sign-in works, a session is its person", async () => {
  state.headers = new Headers(await credentialOf("owner", world));
  expect((await findActor())?.userId).toBe(world.owner.id);
});

test.each(["it throws", "Auth.js refuses it"])("a broken configuration is told as one and never as a session: %s", async (breakage) => {
  state.breakage = breakage;
  const { GET } = await import("./api/auth/[...nextauth]/route");
  const answer = await (GET as (request: Request) => Promise<Response>)(new Request("http://localhost:3000/api/auth/session")).catch(
    (error: unknown) => error,
  );
  if (answer instanceof Response) {
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining("configuration") });
  } else expect(answer).toBeInstanceOf(Error);
});

const callers: Readonly<Record<string, () => Promise<Record<string, string>>>> = {
  nobody: async () => ({}),
  "who sends nonsense": async () => ({ cookie: `${sessionCookie}=nonsense` }),
  "who sends what Auth.js said": async () => ({
    cookie: `${sessionCookie}=${encodeURIComponent(JSON.stringify({ message: "configuration" }))}`,
  }),
  "who made a cookie himself": async () => {
    const token = { sub: world.owner.id, sid: "a sid of more than twenty letters" };
    return { cookie: `${sessionCookie}=${await encode({ token, secret: "x".repeat(32), salt: sessionCookie })}` };
  },
};
const cases = [
  ...["it throws", "Auth.js refuses it"].flatMap((breakage) =>
    Object.entries(callers).map(([caller, credential]) => ({ breakage, caller, credential })),
  ),
  { breakage: "its key is gone", caller: "who was signed in", credential: () => credentialOf("owner", world) },
];

describe.each(cases)("when the configuration of sign-in is broken ($breakage), $caller is nobody", ({ breakage, credential }) => {
  let sent: Record<string, string>;
  beforeEach(async () => {
    sent = await credential();
    state.headers = new Headers({ ...sent, origin: "http://localhost:3000", "x-cairn-path": "/account" });
    state.breakage = breakage;
  });

  test("to pages", async () => {
    expect(await findActor()).toBeNull();
    await expect(requireActor()).rejects.toMatchObject({ digest: expect.stringContaining("/sign-in?next=%2Faccount") });
  });

  test("to every route and stream", async () => {
    for (const route of await allRoutes()) {
      const asked = routeRequests[route.verb]?.(world.things) ?? {};
      const { status } = await knockAt(route, asked, sent, AbortSignal.timeout(10_000));
      expect(status, `${route.method} ${route.path}`).toBe(401);
    }
  });

  test("to every action", async () => {
    for (const [name, action] of (await allActions()).filter(([, { verb }]) => !matrix[verb]?.includes("public"))) {
      expect(await action(actionInputs[name]?.(world.things)), name).toMatchObject({ ok: false, code: "unauthenticated" });
    }
  });
});
