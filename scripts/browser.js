import { existsSync } from "node:fs";
import { refuse } from "./refuse.js";

/** The browser for tests: the machine's own Chromium, else the one that comes as a package. */
export async function findBrowser() {
  const own = [process.env.CAIRN_BROWSER, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (file) => file && existsSync(file),
  );
  if (own) return { executable: own, args: [] };
  if (process.platform !== "linux" || process.arch !== "x64") {
    refuse("No browser was found for the tests. Install Chromium, or name one: CAIRN_BROWSER=/path/to/chrome npm test");
  }
  const { default: chromium } = await import("@sparticuz/chromium");
  return { executable: await chromium.executablePath(), args: chromium.args };
}
