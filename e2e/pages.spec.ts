import { globSync } from "node:fs";
import path from "node:path";
import { type BrowserContext, expect } from "@playwright/test";
import { ask } from "./asking";
import { type Api, consoleUrl, sessionApi, test } from "./fixtures";
import { takeUpSession } from "./people";

/** What everything of the stranger's is called: no page says it to anybody else. */
const secret = "Strangers only";

const things = ["project", "dataset", "environment", "job", "model", "endpoint", "node"] as const;
type Slugs = Readonly<Record<(typeof things)[number], string>>;

/** Every page that needs a person, as the source tree has them. */
const pages = globSync("app/[(]console[)]/**/page.tsx", { cwd: path.join(import.meta.dirname, "..") })
  .map((file) => path.dirname(file).replace("app/(console)", ""))
  .toSorted();

test("every page is silent to outsiders, however it is asked for, and open to a viewer", async ({ someone, browser, context }) => {
  test.setTimeout(300_000);
  expect(pages.length).toBeGreaterThan(30);
  const person = await someone("en");
  const cookie = await cookieOf(context);
  const administrator = await browser.newContext();
  await takeUpSession(administrator);
  const api = sessionApi(administrator.request, "en");
  const { projectId, slugs, endpointId } = await makeWorld(api);

  for (const page of pages) {
    const address = filledIn(page, slugs);
    await expectSilence(address, {});
    expect((await ask(address)).headers.location, `nobody ${address}`).toContain(`/sign-in?next=${encodeURIComponent(address)}`);
    await expectSilence(address, { cookie });
    // Under a project of one's own, the address of another project's thing leads nowhere.
    await expectSilence(filledIn(page, { ...slugs, project: person.project }), { cookie });
    if (page.startsWith("/admin")) expect((await ask(address, { headers: { cookie } })).status, address).toBe(404);
  }

  await api.post(`projects/${projectId}/members`, { name: person.person.name, role: "viewer" });
  const owners = await cookieOf(administrator);
  for (const page of pages) {
    const address = filledIn(page, slugs);
    expect((await ask(address, { headers: { cookie: owners } })).status, `owner ${address}`).toBe(200);
    if (!page.startsWith("/[project]")) continue;
    const { body } = await ask(address, { headers: { cookie } });
    expect(body, `viewer ${address}`).toContain(secret);
  }
  await administrator.request.delete(`/api/v1/endpoints/${endpointId}`, { headers: { origin: consoleUrl } });
  await administrator.close();
});

/** Asked as a page, as a refresh of one and as a glance ahead, it says nothing of the stranger's and breaks nowhere. */
async function expectSilence(address: string, credential: Readonly<Record<string, string>>): Promise<void> {
  for (const way of [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }]) {
    for (const suffix of ["", ".rsc", "?_rsc=1"]) {
      const { status, body } = await ask(address + suffix, { headers: { ...way, ...credential } });
      // Sentences of the catalogue travel with every page; what others wrote does not.
      expect(body, address + suffix).not.toMatch(new RegExp(`${secret}|Ada Lovelace`));
      expect(status, address + suffix).toBeLessThan(500);
    }
  }
}

function filledIn(page: string, slugs: Slugs): string {
  return page.replaceAll(/\[(\w+)\]/g, (_, thing: string) => {
    const slug = slugs[thing as keyof Slugs];
    expect(slug, `${page}: make something in this test that fills [${thing}]`).toBeTruthy();
    return slug;
  });
}

async function cookieOf(context: BrowserContext): Promise<string> {
  return (await context.cookies(consoleUrl)).map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** A project of the administrator's with one of everything in it. */
async function makeWorld(api: Api): Promise<{ projectId: string; endpointId: string; slugs: Slugs }> {
  const named = (what: string) => `${secret}: ${what}`;
  const project = await api.post<{ id: string; slug: string }>("projects", { name: secret });
  const make = (nouns: string, body: object) =>
    api.post<{ id: string; slug: string }>(nouns, { projectId: project.id, name: named(nouns), ...body });
  const dataset = await make("datasets", {});
  const environment = await make("environments", { requirements: "" });
  const text = 'import os; open(os.path.join(os.environ["CAIRN_OUTPUT_DIR"], "model.joblib"), "w").write("no model")';
  const job = await make("jobs", { environment: "plain-python", code: { text }, cpuMilli: 200 });
  const seen = () => api.get<{ status: string; attempt: { id: string } }>(`jobs/${job.id}`);
  await expect.poll(async () => (await seen()).status, { timeout: 120_000 }).toBe("succeeded");
  const { attempt } = await seen();
  const { model, version } = await api.post<{ model: { slug: string }; version: { id: string } }>("models", {
    projectId: project.id,
    attemptId: attempt.id,
    model: named("models"),
  });
  const endpoint = await make("endpoints", { modelVersionId: version.id });
  const { items } = await api.get<{ items: { name: string }[] }>("nodes?limit=1");
  return {
    projectId: project.id,
    endpointId: endpoint.id,
    slugs: {
      project: project.slug,
      dataset: dataset.slug,
      environment: environment.slug,
      job: job.slug,
      model: model.slug,
      endpoint: endpoint.slug,
      node: encodeURIComponent(items[0]?.name ?? ""),
    },
  };
}
