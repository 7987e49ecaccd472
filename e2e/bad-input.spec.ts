import { expect, type Page } from "@playwright/test";
import { type Api, type Language, open, test } from "./fixtures";

const words = {
  en: {
    fails: "ValueError: the data makes no sense",
    mend: "Fix the script",
    module: "cv2 is not in this environment. Add opencv-python?",
    notText: "photo.png is not a text file. Choose a script, such as train.py.",
    fromFile: "From a file",
    inUse: /digits is read by the job reading 数字 "now"\. Stop it or wait for the end/,
    never: /^Can never start: the largest node has .+ are asked for/,
    failed: "Failed",
    submit: "Submit job",
    needed: "This is needed.",
    memory: "Memory",
  },
  "zh-CN": {
    fails: "ValueError：the data makes no sense",
    mend: "修改脚本",
    module: "此运行环境缺少 cv2。添加 opencv-python？",
    notText: "photo.png 不是文本文件。请选择脚本，例如 train.py。",
    fromFile: "从文件读取",
    inUse: /digits 正被任务 reading 数字 "now"读取。请先停止它们或等待结束，再删除。/,
    never: /^无法开始：最大的节点有 .+申请了/,
    failed: "失败",
    submit: "提交任务",
    needed: "必填。",
    memory: "内存",
  },
} as const;

for (const language of ["en", "zh-CN"] as const satisfies readonly Language[]) {
  const say = words[language];

  test(`a script that fails says where, one that lacks a module says which (${language})`, async ({ page, someone }) => {
    test.setTimeout(240_000);
    const { project, projectId, api } = await someone(language);
    const failing = await submit(api, projectId, "fails", "rows = []\nraise ValueError('the data makes no sense')\n");
    await open(page, `/${project}/jobs/${failing}`);
    await expectPill(page, say.failed);
    await expect(page.getByText(say.fails).first()).toBeVisible();
    await expect(page.getByRole("link", { name: say.mend })).toBeVisible();
    await expect(page.getByText("train.py:2")).toBeVisible();

    const lacking = await submit(api, projectId, "lacks", "import cv2\n");
    await open(page, `/${project}/jobs/${lacking}`);
    await expectPill(page, say.failed);
    await expect(page.getByText(say.module).first()).toBeVisible();
  });

  test(`a file that is no script, and a form without what is needed, are refused beside the field (${language})`, async ({
    page,
    someone,
  }) => {
    const { project } = await someone(language);
    await open(page, `/${project}/jobs/new`);
    await page
      .getByLabel(say.fromFile)
      .setInputFiles({ name: "photo.png", mimeType: "image/png", buffer: Buffer.from([137, 80, 78, 71, 0, 1, 255]) });
    await expect(page.getByText(say.notText)).toBeVisible();
    await page.getByRole("button", { name: say.submit }).click();
    await expect(page.getByText(say.needed).first()).toBeVisible();
    await expect(page).toHaveURL(/jobs\/new/);
  });

  test(`what can never fit is said so, and a dataset in use stays (${language})`, async ({ page, someone }) => {
    test.setTimeout(240_000);
    const { project, projectId, api } = await someone(language);
    await open(page, `/${project}/jobs/new`);
    await page.getByLabel(say.memory, { exact: true }).fill("40000");
    await expect(page.getByText(say.never), "said before Submit").toBeVisible();

    const { dataset } = await api.post<{ dataset: { id: string; slug: string } }>("datasets/samples", { projectId, sample: "digits" });
    const name = 'reading 数字 "now"';
    const reading = await submit(api, projectId, name, "import time; time.sleep(120)", { inputs: [{ dataset: "digits" }] });
    const refusal = await page.request.delete(`/api/v1/datasets/${dataset.id}`, {
      headers: { origin: new URL(page.url()).origin, "accept-language": language },
    });
    expect(refusal.status()).toBe(409);
    expect(((await refusal.json()) as { detail: string }).detail).toMatch(say.inUse);
    await open(page, `/${project}/jobs/${reading}`);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
    await api.post(`jobs/${await idOf(api, projectId, reading)}/stop`);
  });
}

test("a full queue says behind what a job waits", async ({ page, someone }) => {
  test.setTimeout(240_000);
  const { project, projectId, api } = await someone("en");
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const holder = await submit(api, projectId, "holds everything", "import time; time.sleep(300)", { cpuMilli: cores * 1000 });
  const waiting = await submit(api, projectId, "waits", "print(1)", { cpuMilli: 1000 });
  await open(page, `/${project}/jobs/${waiting}`);
  await expectPill(page, "Queued");
  await expect(page.locator("main")).toContainText(/holds everything|CPU/);
  await api.post(`jobs/${await idOf(api, projectId, holder)}/stop`);
  await expectPill(page, "Succeeded");
});

async function submit(api: Api, projectId: string, name: string, text: string, more: object = {}): Promise<string> {
  const job = await api.post<{ slug: string }>("jobs", { projectId, name, environment: "plain-python", code: { text }, ...more });
  return job.slug;
}

async function idOf(api: Api, projectId: string, slug: string): Promise<string> {
  const { items } = await api.get<{ items: readonly { id: string; slug: string }[] }>(`jobs?projectId=${projectId}`);
  return items.find((job) => job.slug === slug)?.id ?? "";
}

async function expectPill(page: Page, status: string): Promise<void> {
  await expect(page.locator("main").getByText(status, { exact: true }).first()).toBeVisible({ timeout: 120_000 });
}
