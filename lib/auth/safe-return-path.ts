/** Only its shape counts here: nothing is fetched from it. */
const somewhere = "http://console.invalid";

/**
 * The place to come back to after signing in: a path of the console, else `/`. Everything that a browser could read as
 * another site (`//…`, `/\…`, a tab or a newline in between) becomes `/`.
 */
export function safeReturnPath(wanted: unknown): string {
  if (typeof wanted !== "string" || wanted.length > 2_000) return "/";
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) || wanted.includes("\\")) return "/";
  const resolved = URL.parse(wanted, somewhere);
  if (resolved?.origin !== somewhere || resolved.pathname.startsWith("//")) return "/";
  return resolved.pathname + resolved.search + resolved.hash;
}
