import { expect } from "@playwright/test";
import { administrator, expectAccessible, open, test } from "./fixtures";

const own = [
  "",
  "/datasets",
  "/datasets/new",
  "/environments",
  "/environments/new",
  "/jobs",
  "/jobs/new",
  "/models",
  "/endpoints",
  "/settings",
  "/settings/members",
  "/settings/secrets",
  "/settings/audit",
];
const account = ["/account", "/account/security", "/account/keys", "/account/preferences", "/projects/new"];
const admin = ["/admin/users", "/admin/machine", "/admin/audit"];

test("the pages of a project that is still empty have no grave barrier @nightly", async ({ page, someone }) => {
  test.slow();
  const { project } = await someone("en");
  for (const path of own) {
    await open(page, `/${project}${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});

test("the pages about oneself have no grave barrier, in Chinese @nightly", async ({ page, someone }) => {
  test.slow();
  await someone("zh-CN", "王小云");
  for (const path of account) {
    await open(page, path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});

test("the administrator's pages have no grave barrier", async ({ page, signIn }) => {
  test.slow();
  await signIn(administrator);
  for (const path of admin) {
    await open(page, path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});
