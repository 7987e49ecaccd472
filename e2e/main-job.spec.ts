import { expect, type Page } from "@playwright/test";
import { draw } from "./drawing";
import { expectAccessible, type Language, open, test } from "./fixtures";

const words = {
  en: {
    quiet: "Nothing runs, nothing waits",
    load: "Load",
    train: "Train",
    register: "Register",
    deploy: "Deploy",
    succeeded: "Succeeded",
    ready: "Ready",
    log: "Log",
    clear: "Clear",
    pad: "Draw a digit",
    name: "王小云",
  },
  "zh-CN": {
    quiet: "没有运行中或等待中的工作",
    load: "加载",
    train: "训练",
    register: "注册",
    deploy: "部署",
    succeeded: "已完成",
    ready: "就绪",
    log: "日志",
    clear: "清除",
    pad: "手写一个数字",
    name: 'Ada O\'Neill "Grace"',
  },
} as const;

for (const language of ["en", "zh-CN"] as const satisfies readonly Language[]) {
  test(`from sample data to a digit that is read, by the four steps of the first day (${language})`, async ({ page, someone }) => {
    test.setTimeout(420_000);
    const say = words[language];
    const { project } = await someone(language, say.name);
    const step = async (deed: string, area: string) => {
      await open(page, `/${project}`);
      await page.getByRole("button", { name: deed, exact: true }).click();
      await page.waitForURL(new RegExp(`/${project}/${area}/[^/]+$`));
    };
    await open(page, `/${project}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say.quiet);

    await step(say.load, "datasets");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("digits");
    await expectAccessible(page);
    const table = page.getByRole("region", { name: "digits.csv" });
    const rows = await table.locator("tbody tr").count();
    await table.press("End");
    await expect.poll(() => table.locator("tbody tr").count(), "rows come as one scrolls").toBeGreaterThan(rows);

    await step(say.train, "jobs");
    await expectEnded(page, say.succeeded);
    await expect(page.getByText(/accuracy/i).first()).toBeVisible();
    await expectAccessible(page);

    await step(say.register, "models");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("digit-reader");
    await expectAccessible(page);

    await step(say.deploy, "endpoints");
    const pad = page.getByLabel(say.pad, { exact: true });
    // Drawn while the model server is still starting: it is asked once it is there.
    await draw(page, pad, 3);
    await expect(page.getByTestId("answer")).toHaveText("3", { timeout: 120_000 });
    await expect(page.locator("main").getByText(say.ready, { exact: true }).first()).toBeVisible();
    await page.getByRole("button", { name: say.clear, exact: true }).click();
    await draw(page, pad, 8);
    await expect(page.getByTestId("answer")).toHaveText("8");
    await expectAccessible(page);
  });
}

/** The pill beside the heading, once the job is over: reached without a reload. */
async function expectEnded(page: Page, succeeded: string): Promise<void> {
  await expect(page.locator("main").getByText(succeeded, { exact: true }).first()).toBeVisible({ timeout: 240_000 });
}
