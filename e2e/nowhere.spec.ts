import { expect } from "@playwright/test";
import { consoleUrl, test, watchErrors } from "./fixtures";

test("what is not there says so, to a person who is signed in and to nobody, without an error", async ({ someone, context, browser }) => {
  const { project } = await someone("en");
  // Pages of their own: the browser calls the status of the page itself an error, and here it is the point.
  const page = await context.newPage();
  const errors = watchErrors(page);
  const nothing = page.getByRole("heading", { name: "Nothing here for you" });
  const areas = ["jobs", "datasets", "models", "environments", "endpoints"].map((area) => `/${project}/${area}/none`);
  const missing = [
    "/no-such-project/x",
    "/no-such-project",
    "/no/such/thing/at/all",
    `/${project}/none`,
    "/admin/users",
    "/ada",
    "/ada/jobs",
    ...areas,
    `/${project}/jobs/none/log`,
    `/${project}/environments/none/edit`,
  ];
  // What a form starts from is not what its page is about.
  for (const path of [...missing, `/${project}/jobs/new?from=none`]) {
    errors.length = 0;
    const answer = await page.goto(path);
    if (missing.includes(path)) {
      expect(answer?.status(), path).toBe(404);
      // A page of the platform keeps its own title, which says nothing of anybody.
      await expect(page, path).toHaveTitle(path.startsWith("/admin") ? "Users · Cairn" : "Nothing here for you · Cairn");
    }
    await expect(nothing, path).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect(
      errors.filter((error) => !error.includes("status of 404")),
      path,
    ).toEqual([]);
  }
  await expect(page.getByRole("link", { name: "Jobs" }), "the project keeps its frame").toBeVisible();
  const nobody = await browser.newPage();
  await nobody.goto(`${consoleUrl}/no-such-project/jobs`);
  await expect(nobody).toHaveURL(/\/sign-in\?next=%2Fno-such-project%2Fjobs$/);
  await nobody.close();
});

test("every page of a project is called after what it is about", async ({ someone, page }) => {
  const { project, projectId, api } = await someone("en");
  const dataset = await api.post<{ slug: string }>("datasets", { projectId, name: "Iris of 1936" });
  const titles = {
    "": "Home",
    "/jobs": "Jobs",
    "/jobs/new": "New job",
    "/datasets": "Datasets",
    "/models/new": "Register a model",
    "/environments": "Environments",
    "/environments/scikit-learn": /scikit-learn/,
    "/endpoints": "Endpoints",
    "/settings": /\w/,
    [`/datasets/${dataset.slug}`]: "Iris of 1936",
  };
  for (const [path, title] of Object.entries(titles)) {
    await page.goto(`/${project}${path}`);
    await expect(page, path).toHaveTitle(typeof title === "string" ? `${title} · Cairn` : title);
    await expect(page, path).toHaveTitle(/ · Cairn$/);
  }
  await page.getByRole("link", { name: "Jobs", exact: true }).first().click();
  await expect(page, "a page that is gone to").toHaveTitle("Jobs · Cairn");
});
