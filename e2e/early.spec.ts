import { expect, type Page, type Response } from "@playwright/test";
import { consoleUrl, open, sessionApi, test, watchDocument, watchErrors } from "./fixtures";
import { claimPerson } from "./people";

/** The page's own programs arrive late, as over a slow line; what the server rendered is there at once. */
async function slowPrograms(page: Page): Promise<void> {
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
}

/** A page that hears of a change asks whether its session still holds before it renders again. */
const isQuestionAfterSession = (response: Response) => response.url().includes("/api/v1/inbox") && response.request().method() === "HEAD";

test("what is typed and sent before a page listens counts, and no password gets into an address", async ({ browser }) => {
  const person = claimPerson("Grace Hopper");
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  await slowPrograms(page);
  await page.goto("/sign-in", { waitUntil: "commit" });
  await page.getByLabel("Account", { exact: true }).fill(person.name);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByLabel("Password you were given", { exact: true }).fill(person.password);
  await page.getByLabel("New password", { exact: true }).fill(`${person.password} and more`);
  await page.getByRole("button", { name: "Change and go on" }).click();
  await page.waitForURL((url) => !/sign-in|new-password/.test(url.pathname));
  expect(addresses.filter((address) => decodeURIComponent(address.replaceAll("+", " ")).includes(person.password))).toEqual([]);
  await context.close();
});

test("a file chosen before a page listens is read", async ({ page, someone }) => {
  const { project } = await someone("en");
  await slowPrograms(page);
  await page.goto(`/${project}/jobs/new`, { waitUntil: "commit" });
  await page
    .getByLabel("From a file")
    .setInputFiles({ name: "early.py", mimeType: "text/x-python", buffer: Buffer.from("print('early')") });
  await expect(page.getByLabel("Name of the script")).toHaveValue("early.py");
  await expect(page.getByRole("textbox", { name: "early.py" })).toContainText("print('early')");
});

test("another language keeps what is typed", async ({ page }) => {
  const errors = watchErrors(page);
  await open(page, "/sign-in");
  await page.getByLabel("Account", { exact: true }).fill("grace");
  await page.getByRole("button", { name: "切换到中文" }).click();
  await expect(page.getByRole("button", { name: "登录", exact: true })).toBeVisible();
  await expect(page.getByLabel("账号", { exact: true })).toHaveValue("grace");
  expect(errors).toEqual([]);
});

test("what changes elsewhere does not lead away from a form whose session has ended", async ({ someone, context, playwright }) => {
  const { project, projectId } = await someone("en");
  // A page of its own: the browser calls the refusal an error, and here it is the point.
  const page = await context.newPage();
  await page.goto(`/${project}/settings`);
  await page.getByLabel("Description").fill("Typed before the session ended");
  const elsewhere = await playwright.request.newContext({ baseURL: consoleUrl, storageState: await context.storageState() });
  const changeElsewhere = (name: string) =>
    sessionApi(elsewhere, "en").post("jobs", { projectId, name, environment: "plain-python", code: { text: "print(1)" } });
  // The page hears of changes before its session ends.
  const asked = page.waitForResponse(isQuestionAfterSession);
  await changeElsewhere("before");
  await asked;
  await context.clearCookies();
  const refused = page.waitForResponse((response) => isQuestionAfterSession(response) && response.status() === 401);
  await changeElsewhere("meanwhile");
  await refused;
  await page.waitForTimeout(1_000);
  await expect(page.getByLabel("Description")).toHaveValue("Typed before the session ended");
  await elsewhere.dispose();
});

test("a page that breaks on its way is asked for again, and takes nothing along", async ({ someone, context }) => {
  const { project, projectId, api } = await someone("en");
  // A page of its own: the browser calls what breaks an error, and here it is the point.
  const page = await context.newPage();
  await open(page, `/${project}/settings`);
  await page.getByLabel("Description").fill("Typed before Cairn was away");
  const fates = ["reset", "bad gateway"];
  const isKept = await watchDocument(page);
  await page.route(
    (url) => url.searchParams.has("_rsc"),
    async (route) => {
      // What the pointer asks for in advance may fail: it is asked for again when it is wanted.
      const isInAdvance = Object.keys(route.request().headers()).some((name) => name.endsWith("-prefetch"));
      const fate = isInAdvance ? undefined : fates.shift();
      if (fate === "reset") await route.abort("connectionreset");
      else if (fate) await route.fulfill({ status: 502, body: fate });
      else await route.continue();
    },
  );
  const fresh = page.waitForResponse((response) => response.url().includes("_rsc=") && response.ok() && fates.length === 0);
  await api.post("jobs", { projectId, name: "meanwhile", environment: "plain-python", code: { text: "print(1)" } });
  await fresh;
  await expect(page.getByLabel("Description")).toHaveValue("Typed before Cairn was away");

  fates.push("reset");
  await page.getByRole("link", { name: "Models", exact: true }).click();
  await expect(page).toHaveURL(/\/models$/);
  await expect(page.getByRole("heading", { name: "Models" })).toBeVisible();
  expect(fates, "it came before the page").toEqual([]);
  expect(await isKept(), "no page was loaded anew").toBe(true);
  await page.close();
});

test("no page is without its title, not even on the way to the next", async ({ page, someone }) => {
  const { project } = await someone("en");
  await open(page, `/${project}`);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const look = () => {
      if (seen.at(-1) !== document.title) seen.push(document.title);
    };
    look();
    new MutationObserver(look).observe(document.head, { childList: true, subtree: true, characterData: true });
  });
  for (const name of ["Datasets", "Models", "Jobs"]) {
    await page.getByRole("link", { name, exact: true }).first().click();
    await expect(page).toHaveTitle(new RegExp(`^${name}`));
  }
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen.filter((title) => title === "")).toEqual([]);
  expect(seen.length).toBeGreaterThan(3);
});
