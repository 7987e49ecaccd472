import { existsSync } from "node:fs";
import { refuse } from "./refuse.js";

/**
 * Where the browser for tests is: the machine's own Chromium, else the one that comes as a package. The arguments which that package
 * proposes are left out: they turn off what a page is protected by, the Origin of a request among it.
 */
export async function findBrowser() {
  const own = [process.env.CAIRN_BROWSER, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (file) => file && existsSync(file),
  );
  if (own) return own;
  if (process.platform !== "linux" || process.arch !== "x64") {
    refuse("No browser was found for the tests. Install Chromium, or name one: CAIRN_BROWSER=/path/to/chrome npm test");
  }
  const { default: chromium } = await import("@sparticuz/chromium");
  return chromium.executablePath();
}
