import { routes } from "@/app/api/v1/openapi.json/routes";
import { env } from "@/lib/env";
import { describeApi } from "@/lib/openapi/document";
import packageJson from "@/package.json";

let text: string | undefined;

/** The description of this API: the same for everyone, it says nothing of what is stored here. */
export function GET(): Response {
  text ??= JSON.stringify(describeApi(routes, { origin: env.CAIRN_URL, version: packageJson.version }));
  return new Response(text, { headers: { "content-type": "application/json", "cache-control": "public, max-age=300" } });
}
