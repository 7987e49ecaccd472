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
  ];
  for (const path of [...missing, ...areas, `/${project}/jobs/none/log`, `/${project}/jobs/new?from=none`]) {
    errors.length = 0;
    const answer = await page.goto(path);
    if (missing.includes(path)) expect(answer?.status(), path).toBe(404);
    await expect(nothing, path).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect(
      errors.filter((error) => !error.includes("status of 404")),
      path,
    ).toEqual([]);
  }
  const nobody = await browser.newPage();
  await nobody.goto(`${consoleUrl}/no-such-project/jobs`);
  await expect(nobody).toHaveURL(/\/sign-in\?next=%2Fno-such-project%2Fjobs$/);
  await nobody.close();
});
