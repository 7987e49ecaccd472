/** Runs once before the first request: a setting that cannot be used stops the start here, by name. */
export async function register(): Promise<void> {
  await import("@/lib/env");
}
