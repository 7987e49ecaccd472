/** Names in the order in which they must be looked for: most browsers claim to be the ones before them. */
const browsers = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["WeChat", /\bMicroMessenger\//],
  ["Chrome", /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ["Safari", /\bSafari\//],
] as const;

const systems = [
  ["HarmonyOS", /HarmonyOS|OpenHarmony/],
  ["Android", /Android/],
  ["iOS", /iPhone|iPad|iPod/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X|Macintosh/],
  ["ChromeOS", /CrOS/],
  ["Linux", /Linux/],
] as const;

/** What a User-Agent says in words for a person; empty where it says nothing known. */
export function deviceOf(userAgent: string): { readonly browser: string; readonly system: string } {
  return {
    browser: browsers.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? "",
    system: systems.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? "",
  };
}
