/** First path segments of the console that are no project's address. A new page of its own belongs here. */
const reserved: ReadonlySet<string> = new Set([
  "account",
  "admin",
  "api",
  "cluster",
  "console",
  "design",
  "docs",
  "files",
  "health",
  "help",
  "home",
  "inbox",
  "metrics",
  "new",
  "new-password",
  "projects",
  "search",
  "setup",
  "sign-in",
  "sign-out",
  "status",
]);

export function isReservedSlug(slug: string): boolean {
  return reserved.has(slug);
}
