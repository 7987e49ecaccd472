import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { onPackagedNode, root } from "./bootstrap.js";
import { findBrowser } from "./browser.js";

await onPackagedNode(import.meta.url);

/**
 * Pictures of a running instance: `node scripts/screenshots.js` after `npm start`, with CAIRN_URL, CAIRN_NAME and CAIRN_PASSWORD of
 * somebody who has taken the first-day steps; CAIRN_PROJECT names another project than the person's own. They land in docs/images; with a folder as argument every page lands there, in both
 * languages and themes, wide and narrow.
 */
const url = process.env.CAIRN_URL ?? "http://localhost:3000";
const folder = process.argv[2];
const everything = folder !== undefined;
const target = path.resolve(folder ?? path.join(root, "docs/images"));
mkdirSync(target, { recursive: true });

const chrome = await chromium.launch({ executablePath: await findBrowser() });
for (const language of ["en", "zh-CN"]) {
  const context = await chrome.newContext({ baseURL: url, deviceScaleFactor: everything ? 1 : 2, timezoneId: "UTC" });
  const page = await context.newPage();
  const own = await signIn(page);
  const project = process.env.CAIRN_PROJECT ?? own;
  // Signing in wrote the profile's language into this browser's cookie, so the pictures' own comes after it.
  await context.addCookies([{ name: "cairn.locale", value: language, url }]);
  const pages = everything ? await allPages(page, project) : await chosenPages(page, project);
  for (const [name, address] of pages) await shoot(page, language, name, address);
  await context.close();
}
await chrome.close();

async function signIn(page) {
  await page.goto("/sign-in", { waitUntil: "networkidle" });
  await page.locator("input[name=username]").fill(process.env.CAIRN_NAME ?? "");
  await page.locator("input[name=password]").fill(process.env.CAIRN_PASSWORD ?? "");
  await page.locator("button[type=submit]").click();
  await page.waitForURL((address) => !address.pathname.startsWith("/sign-in"));
  return new URL(page.url()).pathname.split("/")[1];
}

async function chosenPages(page, project) {
  const { job } = await newest(page, project);
  return [["home", `/${project}`], ...(job ? [["job", `/${project}/jobs/${job}`]] : [])];
}

async function allPages(page, project) {
  const { job, endpoint, dataset, model } = await newest(page, project);
  const own = [
    "",
    "datasets",
    "datasets/new",
    "environments",
    "environments/new",
    "jobs",
    "jobs/new",
    "models",
    "models/new",
    "endpoints",
    "endpoints/new",
    "settings",
    "settings/members",
    "settings/secrets",
    "settings/audit",
  ];
  const tabs = ["", "/log", "/metrics", "/outputs", "/configuration", "/events", "/lineage"];
  return [
    ...own.map((part) => [part.replaceAll("/", "-") || "home", `/${project}/${part}`]),
    ...(dataset ? [["dataset", `/${project}/datasets/${dataset}`]] : []),
    ...(job ? tabs.map((tab) => [`job${tab.replace("/", "-")}`, `/${project}/jobs/${job}${tab}`]) : []),
    ...(model ? [["model", `/${project}/models/${model}`]] : []),
    ...(endpoint ? [["endpoint", `/${project}/endpoints/${endpoint}`]] : []),
    ...[
      "projects/new",
      "account",
      "account/security",
      "account/keys",
      "account/preferences",
      "admin/users",
      "admin/machine",
      "admin/audit",
    ].map((part) => [part.replaceAll("/", "-"), `/${part}`]),
  ];
}

/** Addresses of the newest thing of each kind; a job that runs has the most to show. */
async function newest(page, project) {
  const get = async (route) => (await (await page.request.get(`/api/v1/${route}`)).json()).items ?? [];
  const { id } = (await get("projects")).find(({ slug }) => slug === project) ?? {};
  const first = async (plural) => (await get(`${plural}?projectId=${id}&limit=1`))[0]?.slug;
  const running = (await get(`jobs?projectId=${id}&status=running&limit=1`))[0]?.slug;
  return {
    dataset: await first("datasets"),
    job: running ?? (await first("jobs")),
    model: await first("models"),
    endpoint: await first("endpoints"),
  };
}

async function shoot(page, language, name, address) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const [suffix, width, height] of everything
      ? [
          ["", 1440, 900],
          ["-390", 390, 844],
          ["-320", 320, 700],
        ]
      : [["", 1280, 800]]) {
      await page.setViewportSize({ width, height });
      await page.goto(address);
      await page.locator("h1").first().waitFor();
      // Logs and curves come by a stream of their own.
      await page.waitForTimeout(2_500);
      await page.screenshot({
        path: path.join(target, `${name}-${colorScheme}-${language.slice(0, 2)}${suffix}.png`),
        fullPage: everything,
      });
    }
  }
}
