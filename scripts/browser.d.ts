/** The browser for tests: the machine's own Chromium, else the one that comes as a package. */
export function findBrowser(): Promise<string>;
