import { defineConfig } from "@playwright/test";

/**
 * Browser tests against what `npm start` starts. `npm test` starts it and passes on where it is; to run one file against an
 * instance of your own: CAIRN_URL=http://localhost:3000 CAIRN_SETUP_LINK=… npx playwright test e2e/x.spec.ts
 */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 2,
  forbidOnly: true,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  grepInvert: process.env.CAIRN_NIGHTLY ? [] : [/@nightly/],
  reporter: process.env.CAIRN_TEST_REPORT ? [["list"], ["json", { outputFile: process.env.CAIRN_TEST_REPORT }]] : [["list"]],
  // One link makes the administrator; everyone else comes after her.
  projects: [
    { name: "first start", testMatch: /\.setup\.ts$/ },
    { name: "browser", testMatch: /\.spec\.ts$/, dependencies: ["first start"] },
  ],
  use: {
    baseURL: process.env.CAIRN_URL ?? "http://localhost:3000",
    browserName: "chromium",
    locale: "en-US",
    timezoneId: "UTC",
    // A step that hangs says which it is, long before its test runs out of time.
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    // A fifth of the time; where a step is not clear: --trace retain-on-failure.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: process.env.CAIRN_BROWSER ?? "/usr/bin/chromium" },
  },
});
