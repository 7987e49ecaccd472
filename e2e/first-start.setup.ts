import { expect } from "@playwright/test";
import { administrator, expectAccessible, sessionApi, test } from "./fixtures";
import { keepSession, makePeople } from "./people";

test("the setup link makes the administrator, once", async ({ page, context, browser }) => {
  const link = process.env.CAIRN_SETUP_LINK;
  test.skip(!link, "This installation has an administrator already.");
  await page.goto(link ?? "");
  await expect(page.getByRole("heading", { name: "Set up Cairn" })).toBeVisible();
  await expect(page, "the token is gone from the address").not.toHaveURL(/#/);
  await expectAccessible(page);

  await page.getByLabel("Account", { exact: true }).fill(administrator.name);
  await page.getByLabel("Your name").fill(administrator.displayName);
  await page.getByLabel("Password", { exact: true }).fill(administrator.password);
  await page.getByRole("button", { name: "Create and sign in" }).click();
  await expect(page.getByRole("heading", { name: "Nothing runs, nothing waits" })).toBeVisible();
  await keepSession(context);
  await makePeople(sessionApi(context.request, "en"));

  const other = await browser.newContext();
  const second = await other.newPage();
  await second.goto(link ?? "");
  await expect(second.getByText("This setup link does not work")).toBeVisible();
  await other.close();
});
