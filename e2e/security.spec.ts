import { type BrowserContext, expect } from "@playwright/test";
import { ask, filled, isSafe, operations } from "./asking";
import { administrator, consoleUrl, gatewayUrl, sessionApi, test } from "./fixtures";
import { takeUpSession } from "./people";

const session = "__Host-cairn.session";

async function cookieOf(context: BrowserContext): Promise<string> {
  const found = (await context.cookies(consoleUrl)).find(({ name }) => name === session);
  if (!found) throw new Error("not signed in");
  return `${session}=${found.value}`;
}

test("a foreign host name is served by no process", async () => {
  const { port } = new URL(consoleUrl);
  for (const host of ["evil.test", `evil.test:${port}`, `127.0.0.1:${port}`, `localhost.:${port}`, `[::1]:${port}`, "localhost"]) {
    expect((await ask("/sign-in", { headers: { host } })).status, host).toBe(421);
  }
  const gateway = gatewayUrl.replace("127.0.0.1", "localhost");
  for (const host of ["evil.test", "localhost.", "evil.apps.test"]) {
    expect((await ask("/", { origin: gateway, headers: { host } })).status, host).toBe(421);
  }
  expect((await ask("/api/health", { headers: { host: "10.0.0.1" } })).status).toBe(200);
});

test("two session cookies are refused, in either order and under any blank", async ({ someone, context }) => {
  await someone("en");
  const good = await cookieOf(context);
  expect((await ask("/api/v1/me", { headers: { cookie: good } })).status).toBe(200);
  for (const cookie of [`${good}; ${session}=x`, `${session}=x; ${good}`, `${good}; \u00a0${session}=x`, `$Version=1; ${good}`]) {
    expect((await ask("/api/v1/me", { headers: { cookie } })).status, cookie.slice(0, 40)).toBe(400);
    expect((await ask("/account", { headers: { cookie } })).status).toBe(400);
  }
});

test("no unsafe route believes a cookie without the console's own origin", async ({ someone, context }) => {
  const { projectId } = await someone("en");
  const cookie = await cookieOf(context);
  const foreign: Record<string, string>[] = [
    {},
    { origin: "null" },
    { origin: "http://evil.test" },
    { origin: `http://some-app.apps.localhost:${new URL(gatewayUrl).port}` },
    { origin: "http://evil.test", "x-forwarded-host": "evil.test", "x-forwarded-proto": "http" },
    { origin: consoleUrl, "sec-fetch-site": "same-site" },
    { origin: consoleUrl, "sec-fetch-site": "cross-site" },
  ];
  const unsafe = (await operations()).filter(({ method }) => !isSafe(method));
  expect(unsafe.length).toBeGreaterThan(20);
  for (const { method, path } of unsafe) {
    for (const headers of foreign) {
      const answer = await ask(filled(path, projectId), {
        method,
        headers: { cookie, "content-type": "application/json", ...headers },
        body: "{}",
      });
      expect(answer.status, `${method} ${path} ${JSON.stringify(headers)}`).toBe(403);
    }
  }
});

test("no server action believes a cookie without the console's own origin", async ({ someone, context, page }) => {
  const { project } = await someone("en");
  await page.goto(`/${project}/settings`);
  await page.getByLabel("Name", { exact: true }).fill("As it was");
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === "POST" && request.headers()["next-action"] !== undefined),
    page.getByRole("button", { name: "Save" }).click(),
  ]);
  await expect(page.getByText("The project is changed.")).toBeVisible();
  const cookie = await cookieOf(context);
  const { "next-action": action = "", "content-type": type = "" } = sent.headers();
  const body = (sent.postData() ?? "").replace("As it was", "Changed from outside").replace(/"version":\d+/, '"version":2');
  for (const headers of [
    {},
    { origin: "null" },
    { origin: "http://evil.test" },
    { origin: "http://evil.test", "x-forwarded-host": "evil.test" },
  ]) {
    const answer = await ask(`/${project}/settings`, {
      method: "POST",
      headers: { cookie, "next-action": action, "content-type": type, accept: "text/x-component", ...headers },
      body,
    });
    expect(answer.status >= 400 || answer.body.includes('"code":"forbidden"'), `${JSON.stringify(headers)} ${answer.status}`).toBe(true);
  }
  await page.reload();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("As it was");
});

test("a disabled person is out of page, API and stream within ten seconds, and so are the keys", async ({
  someone,
  context,
  browser,
  page,
}) => {
  const { person, api } = await someone("en");
  const { token } = await api.post<{ token: string }>("access-keys", { name: "k", access: "read" });
  const cookie = await cookieOf(context);
  const stream = ask("/api/v1/stream", { headers: { cookie, accept: "text/event-stream" } });
  expect((await ask("/api/v1/me", { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);

  const other = await browser.newContext();
  await takeUpSession(other);
  const admin = sessionApi(other.request, "en");
  const { items } = await admin.get<{ items: { id: string; name: string }[] }>(`users?search=${person.name}`);
  // The suite may take longer than a typed password counts.
  await admin.post("sessions/confirm", { password: administrator.password });
  const startedAt = Date.now();
  await admin.post(`users/${items[0]?.id}/disable`);
  expect((await ask("/api/v1/me", { headers: { cookie } })).status).toBe(401);
  expect((await ask("/api/v1/me", { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Faccount$/);
  await stream;
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  await other.close();
});

test("every page has its own nonce, is kept nowhere and answers no other origin", async ({ someone, context }) => {
  const { project } = await someone("en");
  const cookie = await cookieOf(context);
  const nonces = new Set<string>();
  const paths = ["/account", "/account/keys", `/${project}`, `/${project}/jobs`, `/${project}/settings`, "/sign-in", "/nowhere/at/all"];
  for (const path of paths) {
    const forged = "script-src 'unsafe-inline' 'nonce-aaaa'";
    const { headers, body } = await ask(path, {
      headers: { cookie, origin: "http://evil.test", "content-security-policy": forged, "content-security-policy-report-only": forged },
    });
    const policy = String(headers["content-security-policy"]);
    const nonce = /script-src 'nonce-([^']+)' 'strict-dynamic';/.exec(policy)?.[1] ?? "";
    expect(nonce.length, path).toBeGreaterThan(20);
    expect(policy).not.toContain("aaaa");
    expect(body).not.toContain('nonce="aaaa"');
    nonces.add(nonce);
    expect(headers["cache-control"], path).toContain("no-store");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["x-powered-by"]).toBeUndefined();
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-frame-options"]).toBe("DENY");
  }
  expect(nonces.size).toBe(paths.length);
});

test("a token in an address is refused, one of another project sees nothing", async ({ someone }) => {
  const { api, projectId } = await someone("en");
  const shared = await api.post<{ id: string }>("projects", { name: "Other" });
  const { token } = await api.post<{ token: string }>("access-keys", { name: "k", access: "write", projectIds: [shared.id] });
  const headers = { authorization: `Bearer ${token}` };
  expect((await ask(`/api/v1/me?token=${token}`)).status).toBe(400);
  expect((await ask(`/api/v1/projects/${shared.id}`, { headers })).status).toBe(200);
  expect((await ask(`/api/v1/projects/${projectId}`, { headers })).status).toBe(404);
  expect(
    (
      await ask("/api/v1/access-keys", {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: '{"name":"k","access":"read"}',
      })
    ).status,
  ).toBe(403);
});

test("signing in leads to no other site", async ({ someone, page }) => {
  await someone("en");
  for (const next of ["//evil.test", "/\\evil.test", "https://evil.test", "/\\t/evil.test", "javascript:alert(1)"]) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    expect(new URL(page.url()).origin).toBe(consoleUrl);
  }
});

test("a session that ends while a form is open loses nothing", async ({ someone, context }) => {
  const { person, project } = await someone("en");
  // A page of its own: the browser calls the stream's refusal an error, and here it is the point.
  const page = await context.newPage();
  await page.goto(`/${project}/settings`);
  await page.getByLabel("Description").fill("Typed before the session ended");
  await context.clearCookies({ name: session });
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await dialog.getByLabel("Password", { exact: true }).fill(`${person.password} and more`);
  await dialog.getByRole("button", { name: "Sign in and go on" }).click();
  await expect(page.getByText("The project is changed.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Description")).toHaveValue("Typed before the session ended");
});

test("no forged address gets more tries at a password", async ({ someone, browser }) => {
  const { person } = await someone("en");
  const context = await browser.newContext();
  const page = await context.newPage();
  let number = 0;
  await page.setExtraHTTPHeaders({ "x-forwarded-for": "203.0.113.1" });
  await page.goto("/sign-in");
  await page.getByLabel("Account", { exact: true }).fill(person.name);
  for (; number < 6; number += 1) {
    await page.setExtraHTTPHeaders({ "x-forwarded-for": `203.0.113.${number}` });
    await page.getByLabel("Password", { exact: true }).fill(`wrong password ${number}`);
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await answered;
  }
  await expect(page.getByText(/Too many requests/)).toBeVisible();
  await context.close();
});

test("an address that the API does not have is refused in the API's form", async () => {
  for (const method of ["GET", "POST", "DELETE"]) {
    const { status, headers, body } = await ask("/api/v1/no/such/thing", { method, headers: { "accept-language": "zh-CN" } });
    expect([status, headers["content-type"]]).toEqual([404, expect.stringMatching(/^application\/problem\+json/)]);
    expect(JSON.parse(body)).toMatchObject({ code: "not_found", detail: expect.stringMatching(/[\u4e00-\u9fff]/) });
  }
});

test("a refusal tells no path, no stack and no SQL", async ({ someone, context }) => {
  const { projectId } = await someone("en");
  const cookie = await cookieOf(context);
  const headers = { cookie, origin: consoleUrl, "content-type": "application/json" };
  for (const { method, path } of await operations()) {
    if (path === "/api/v1/sessions" || path.includes("stream")) continue;
    for (const body of ["{", "[]", '{"name":"\\u0000"}', `{"cursor":"';drop table users--"}`]) {
      const answer = await ask(filled(path, projectId), { method, headers, ...(isSafe(method) ? {} : { body }) });
      expect(answer.status, `${method} ${path} ${answer.body}`).toBeLessThan(500);
      expect(answer.body, `${method} ${path}`).not.toMatch(/node_modules|\.ts:|\.js:|at \w+ \(|select .* from|SQLSTATE|password_hash/i);
    }
  }
});
