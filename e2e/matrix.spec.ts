import { type Browser, expect } from "@playwright/test";
import { type Answer, ask, filled, isSafe, operations } from "./asking";
import { type Signed, sessionApi, test } from "./fixtures";
import { takeUpSession } from "./people";

/** The same refusal but for its own number. */
const words = ({ body }: Answer) => body.replace(/"instance":"[^"]*"/, "");

async function call(path: string, method: string, authorization?: string): Promise<Answer> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (authorization !== undefined) headers.authorization = authorization;
  return ask(path, { method, headers, ...(isSafe(method) ? {} : { body: "{}" }) });
}

async function keyOf({ api }: Signed, access: "read" | "write", projectIds: readonly string[] | null = null): Promise<string> {
  const { token } = await api.post<{ token: string }>("access-keys", { name: "matrix", access, projectIds });
  return `Bearer ${token}`;
}

test("nobody and nonsense get nothing from any route", async () => {
  for (const { method, path } of await operations()) {
    for (const authorization of [undefined, "Bearer nonsense", "Basic eDp4"]) {
      const { status } = await call(filled(path), method, authorization);
      expect(status, `${method} ${path} ${authorization}`).toBe(401);
    }
    if (method === "GET") expect((await call(filled(path), "HEAD")).status, `HEAD ${path}`).toBe(401);
  }
});

test("to a stranger another person's project is the same as none", async ({ someone, browser }) => {
  const owner = await someone("en");
  const outside = await keyOf(owner, "write");
  const absent = "00000000-0000-7000-8000-0000000000aa";
  const stranger = await strangersProject(browser);
  for (const { method, path } of (await operations()).filter((operation) => operation.path.includes("{projectId}"))) {
    const theirs = await call(filled(path, stranger), method, outside);
    const none = await call(filled(path, absent), method, outside);
    expect(theirs.status, `${method} ${path}`).toBe(none.status);
    expect(theirs.status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
    expect(words(theirs), `${method} ${path}`).toBe(words(none));
  }
});

test("a key that reads changes nothing", async ({ someone }) => {
  const owner = await someone("en");
  const reading = await keyOf(owner, "read");
  for (const { method, path } of (await operations()).filter((operation) => !isSafe(operation.method))) {
    const answer = await call(filled(path, owner.projectId), method, reading);
    expect(answer.status, `${method} ${path} ${answer.body}`).toBeGreaterThanOrEqual(400);
    expect(answer.status, `${method} ${path} ${answer.body}`).toBeLessThan(500);
  }
  expect((await call(`/api/v1/projects/${owner.projectId}`, "GET", reading)).status).toBe(200);
});

test("a key of one project sees no other, and a person no administration", async ({ someone }) => {
  const owner = await someone("en");
  const shared = await owner.api.post<{ id: string }>("projects", { name: "Only this" });
  const bound = await keyOf(owner, "write", [shared.id]);
  const free = await keyOf(owner, "write");
  for (const { method, path } of await operations()) {
    if (path.includes("{projectId}")) {
      expect((await call(filled(path, owner.projectId), method, bound)).status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
    }
    if (path.startsWith("/api/v1/users")) {
      expect([400, 404], `${method} ${path}`).toContain((await call(filled(path), method, free)).status);
    }
  }
  expect((await call("/api/v1/audit-events", "GET", free)).status).toBe(404);
});

/** A shared project of the administrator's, which nobody else may see. */
async function strangersProject(browser: Browser): Promise<string> {
  const context = await browser.newContext();
  await takeUpSession(context);
  const project = await sessionApi(context.request, "en").post<{ id: string }>("projects", { name: "Strangers only" });
  await context.close();
  return project.id;
}
