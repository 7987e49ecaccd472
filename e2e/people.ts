import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BrowserContext } from "@playwright/test";
import type { Api } from "./fixtures";

const consoleUrl = process.env.CAIRN_URL ?? "http://localhost:3000";
const folder = path.join(tmpdir(), `cairn-e2e-${new URL(consoleUrl).port}`);
const jar = path.join(folder, "administrator.json");

export interface NewPerson {
  readonly name: string;
  readonly displayName: string;
  readonly password: string;
}

/** How many people of each name stand ready; names in any script, with an apostrophe and quotes. */
const stock = { "Grace Hopper": 50, 王小云: 8, 'Ada O\'Neill "Grace"': 8 };

/** Keeps the administrator's session for the tests that follow: signing in is rate-limited, as it should be. */
export async function keepSession(context: BrowserContext): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(jar, JSON.stringify(await context.cookies()), { mode: 0o600 });
}

/** The administrator's session, taken up again. */
export async function takeUpSession(context: BrowserContext): Promise<void> {
  const cookies = JSON.parse(readFileSync(jar, "utf8")) as Awaited<ReturnType<BrowserContext["cookies"]>>;
  // A cookie that is bound to its host may name no domain, so it is set by address; a secure one only by an https address, though
  // browsers send it to http://localhost as well.
  const address = (secure: boolean) => (secure ? consoleUrl.replace("http:", "https:") : consoleUrl);
  await context.addCookies(
    cookies.map(({ name, value, httpOnly, secure, sameSite }) => ({ name, value, httpOnly, secure, sameSite, url: address(secure) })),
  );
}

/** Makes everybody the stories need, right after the administrator signed in: a quarter of an hour later she has to type her password again. */
export async function makePeople(administrator: Api): Promise<void> {
  const wanted = Object.entries(stock).flatMap(([displayName, count]) => Array.from({ length: count }, () => displayName));
  for (const [at, displayName] of wanted.entries()) {
    const name = `someone-${at + 1}`;
    const { oneTimePassword } = await administrator.post<{ oneTimePassword: string }>("users", { name, displayName });
    writeFileSync(path.join(folder, `free-${at + 1}.json`), JSON.stringify({ name, displayName, password: oneTimePassword }));
  }
}

/** One of them, for this test alone: renaming a file succeeds only once. */
export function claimPerson(displayName: string): NewPerson {
  for (const file of readdirSync(folder).filter((name) => name.startsWith("free-"))) {
    try {
      const person = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as NewPerson;
      if (person.displayName !== displayName) continue;
      renameSync(path.join(folder, file), path.join(folder, file.replace("free-", "taken-")));
      return person;
    } catch {
      // Another worker was faster.
    }
  }
  throw new Error(`nobody called ${displayName} is left; stock more in e2e/people.ts`);
}
