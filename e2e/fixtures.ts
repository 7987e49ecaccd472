import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, type APIResponse, type BrowserContext, expect, type Page, test as plain } from "@playwright/test";
import { claimPerson, takeUpSession } from "./people";

export type Language = "en" | "zh-CN";

export interface Person {
  readonly name: string;
  readonly displayName: string;
  readonly password: string;
  readonly language: Language;
}

/** Who opened the setup link, in first-start.setup.ts; everyone else is made by her. */
export const administrator: Person = {
  name: "ada",
  displayName: "Ada Lovelace",
  password: "a calm lake in the mountains",
  language: "en",
};

export const consoleUrl = process.env.CAIRN_URL ?? "http://localhost:3000";
export const gatewayUrl = process.env.CAIRN_GATEWAY_URL ?? "http://127.0.0.1:3001";

interface Fixtures {
  /** Signs a person in on the context of this test. */
  readonly signIn: (person: Person) => Promise<void>;
  /** A new person, signed in on this test's page, with a personal project of his own. */
  readonly someone: (language: Language, displayName?: string) => Promise<Signed>;
  /** Of a test that failed, what stood on its pages is printed: where it ran, nobody may be able to open a picture. */
  readonly tellPages: undefined;
}

export interface Signed {
  readonly person: Person;
  /** Address of the personal project. */
  readonly project: string;
  readonly projectId: string;
  readonly api: Api;
}

/** Every test: what the browser's console calls an error is one. */
export const test = plain.extend<Fixtures>({
  page: async ({ page }, use) => {
    const errors = watchErrors(page);
    await use(page);
    expect(errors, "errors in the browser's console").toEqual([]);
  },
  tellPages: [
    async ({ context }, use, told) => {
      await use(undefined);
      if (told.status === told.expectedStatus) return;
      for (const page of context.pages()) {
        const shown = await page.locator("body").ariaSnapshot({ timeout: 5_000 });
        process.stderr.write(`\n— ${told.title}: ${page.url()}\n${shown}\n`);
      }
    },
    { auto: true },
  ],
  signIn: async ({ context }, use) => {
    await use((person) => signIn(context, person));
  },
  someone: async ({ context }, use) => {
    const made: Signed[] = [];
    await use(async (language, displayName = "Grace Hopper") => {
      const person = { ...claimPerson(displayName), language };
      await signIn(context, person);
      const api = sessionApi(context.request, language);
      const { items } = await api.get<{ items: readonly { id: string; slug: string; kind: string }[] }>("projects");
      const own = items.find(({ kind }) => kind === "personal");
      if (!own) throw new Error("a new person has no project");
      const signed = { person, project: own.slug, projectId: own.id, api };
      made.push(signed);
      return signed;
    });
    for (const { projectId } of made) await endEndpoints(context.request, projectId);
  },
});

/** Four endpoints fill a machine of two cores: what a test deployed must not keep the jobs of the next one waiting. */
async function endEndpoints(request: APIRequestContext, projectId: string): Promise<void> {
  const listed = await request.get(`/api/v1/endpoints?projectId=${projectId}`);
  // The test may have ended the person's own session.
  if (listed.status() === 401) return;
  const { items } = (await listed.json()) as { items: readonly { id: string }[] };
  for (const { id } of items) {
    const ended = await request.delete(`/api/v1/endpoints/${id}`, { headers: { origin: consoleUrl } });
    expect(ended.ok(), await ended.text()).toBe(true);
  }
}

/** Answers later whether the page is the same document still: one that was loaded anew is another. */
export async function watchDocument(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => void Object.assign(window, { isKept: true }));
  return () => page.evaluate(() => "isKept" in window);
}

/** Collects what a page's console calls an error, and what nobody caught. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("console", (message) => {
    // The machine got or lost a network interface, as it does with each container: the browser asks again.
    const isOfTheMachine = message.text().includes("net::ERR_NETWORK_CHANGED");
    if (message.type() === "error" && !isOfTheMachine) errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return errors;
}

/** Opens a page and waits until all of it listens: what is done to a part before may be lost. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(() =>
    [...document.querySelectorAll("button, input")].every((part) => Object.keys(part).some((key) => key.startsWith("__react"))),
  );
}

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** No serious or critical finding, in light and in dark. The page is left as it was. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
    // Rows of a table are alike, and there may be thousands of cells.
    const axe = new AxeBuilder({ page }).exclude("tbody tr:nth-child(n+5)");
    // No page has a frame of another origin; to ask for one takes as long as all the rest.
    axe.setLegacyMode(true);
    // Between the two only colours differ.
    if (colorScheme === "light") axe.withTags(wcag);
    else axe.withRules(["color-contrast", "link-in-text-block"]);
    const { violations } = await axe.analyze();
    const grave = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} (${failureSummary})`).join("; ")}`);
    expect(grave, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** REST as the console's own page would ask: with the session's cookie and the console's origin. */
export interface Api {
  get<T>(route: string): Promise<T>;
  post<T>(route: string, body?: unknown): Promise<T>;
}

export function sessionApi(request: APIRequestContext, language: Language): Api {
  const headers = { origin: consoleUrl, "accept-language": language };
  return {
    async get<T>(route: string) {
      return answer<T>(await request.get(`/api/v1/${route}`, { headers }));
    },
    async post<T>(route: string, body: unknown = {}) {
      return answer<T>(await request.post(`/api/v1/${route}`, { headers, data: body }));
    },
  };
}

async function answer<T>(response: APIResponse): Promise<T> {
  if (!response.ok()) throw new Error(`${response.status()} ${response.url()} ${await response.text()}`);
  return (response.status() === 204 ? undefined : await response.json()) as T;
}

const words = {
  en: {
    account: "Account",
    password: "Password",
    submit: "Sign in",
    given: "Password you were given",
    next: "New password",
    change: "Change and go on",
  },
  "zh-CN": { account: "账号", password: "密码", submit: "登录", given: "给你的密码", next: "新密码", change: "更改并继续" },
} as const;

async function signIn(context: BrowserContext, person: Person): Promise<void> {
  if (person.name === administrator.name) return takeUpSession(context);
  await context.addCookies([{ name: "cairn.locale", value: person.language, url: consoleUrl }]);
  const page = await context.newPage();
  const say = words[person.language];
  await open(page, "/sign-in");
  await page.getByLabel(say.account, { exact: true }).fill(person.name);
  await page.getByLabel(say.password, { exact: true }).fill(person.password);
  await page.getByRole("button", { name: say.submit, exact: true }).click();
  await page.getByLabel(say.given, { exact: true }).fill(person.password);
  await page.getByLabel(say.next, { exact: true }).fill(`${person.password} and more`);
  await page.getByRole("button", { name: say.change }).click();
  await page.waitForURL((url) => !/sign-in|new-password/.test(url.pathname));
  await page.close();
}
