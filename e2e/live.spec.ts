import { expect } from "@playwright/test";
import { open, test, watchDocument, watchErrors } from "./fixtures";

test("eight tabs stay live at once, over one connection", async ({ page, context, someone }) => {
  test.setTimeout(240_000);
  const { project, projectId, api } = await someone("en");
  const tabs = [page, ...(await Promise.all(Array.from({ length: 7 }, () => context.newPage())))];
  const errors = tabs.slice(1).map(watchErrors);
  const streams = new Set<string>();
  for (const tab of tabs) {
    tab.on("request", (request) => request.url().includes("/api/v1/stream") && streams.add(request.url()));
    tab.on("requestfinished", (request) => streams.delete(request.url()));
    tab.on("requestfailed", (request) => streams.delete(request.url()));
    await open(tab, `/${project}`);
  }

  await api.post("jobs", {
    projectId,
    name: "seen everywhere",
    environment: "plain-python",
    code: { text: "import time; print('here'); time.sleep(8)" },
  });
  for (const tab of tabs) await expect(tab.getByRole("link", { name: "seen everywhere" }).first()).toBeVisible({ timeout: 15_000 });
  expect(streams.size, "connections that are open").toBeLessThanOrEqual(1);

  // The tab that holds the connection goes away; another takes it up.
  await page.close();
  const rest = tabs.slice(1);
  await api.post("jobs", { projectId, name: "seen by the others", environment: "plain-python", code: { text: "print('there')" } });
  for (const tab of rest) await expect(tab.getByRole("link", { name: "seen by the others" }).first()).toBeVisible({ timeout: 20_000 });
  expect(errors.flat()).toEqual([]);
});

test("a page shows its job's way, line by line, without a reload", async ({ page, someone }) => {
  test.setTimeout(240_000);
  const { project, projectId, api } = await someone("en");
  const text =
    "import json, os, time\nfor i in range(400):\n    print('line', i, flush=True)\n    open(os.environ['CAIRN_METRICS_FILE'], 'a').write(json.dumps({'step': i, 'loss': 1 / (i + 1)}) + '\\n')\n    time.sleep(0.2)\n";
  const job = await api.post<{ slug: string }>("jobs", { projectId, name: "line by line", environment: "plain-python", code: { text } });
  await open(page, `/${project}/jobs/${job.slug}`);
  const isKept = await watchDocument(page);
  const shown = page.getByText(/^line \d+$/);
  await expect(shown.first()).toBeVisible({ timeout: 120_000 });
  const newest = async () => Number(((await shown.last().textContent()) ?? "").replace("line ", ""));
  const seen = await newest();
  await expect.poll(newest, { message: "lines go on coming", timeout: 30_000 }).toBeGreaterThan(seen + 5);
  await expect(page.getByText("loss").first(), "a curve is drawn while it runs").toBeVisible();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.locator("main").getByText("Cancelled", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  expect(await isKept()).toBe(true);
});

test("a page that comes slowly still comes, while one thing after another changes", async ({ page, someone }) => {
  const { project, projectId, api } = await someone("en");
  await open(page, `/${project}/datasets`);
  await page.route(
    (url) => url.searchParams.has("_rsc"),
    async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await route.continue();
    },
  );
  const set = (name: string) => page.getByRole("link", { name, exact: true });
  let isSeen = false;
  const seen = set("set 0")
    .waitFor()
    .then(() => {
      isSeen = true;
    });
  let made = 0;
  for (; !isSeen && made < 30; made++) {
    await api.post("datasets", { projectId, name: `set ${made}` });
    await page.waitForTimeout(600);
  }
  expect(made, "changes until the first was shown").toBeLessThan(30);
  await seen;
  await expect(set(`set ${made - 1}`), "the last is shown, too").toBeVisible();
});
