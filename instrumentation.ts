/** Runs once before the first request: a setting that cannot be used stops the start here, by name. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Next replaces this at build time and leaves the import out of its edge bundle
  if (process.env.NEXT_RUNTIME === "nodejs") await import("@/lib/env");
}
