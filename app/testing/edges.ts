import path from "node:path";
import { openRoutes } from "@/lib/auth/matrix";
import type { Asked } from "@/lib/auth/testing/route-requests";
import { sources } from "@/lib/auth/testing/scan-edges";
import { env } from "@/lib/env";
import type { ActionResult } from "@/lib/http/action";
import { methods } from "@/lib/openapi/operation";

export type Action = ((input: unknown) => Promise<ActionResult<unknown>>) & { readonly verb: string };

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

export interface DeclaredRoute {
  readonly verb: string;
  readonly method: string;
  /** As the framework writes it: `/api/v1/jobs/[jobId]`. */
  readonly path: string;
  readonly handler: Handler;
}

/** Every server action of the console by its name. */
export async function allActions(): Promise<readonly (readonly [string, Action])[]> {
  const modules = await Promise.all(sources("app/**/actions.ts").map((file) => load(file) as Promise<Record<string, Action>>));
  return modules.flatMap((exported) => Object.entries(exported));
}

/** Every method of every route that a declaration describes. */
export async function allRoutes(): Promise<readonly DeclaredRoute[]> {
  const files = sources("app/**/route.ts").filter((file) => !Object.hasOwn(openRoutes, file));
  const modules = await Promise.all(
    files.map(async (file) => ({ address: path.dirname(file).slice("app".length), exported: await load(file) })),
  );
  return modules.flatMap(({ address, exported }) =>
    methods.flatMap((method) => {
      const handler = exported[method] as (Handler & { declaration?: { verb: string } }) | undefined;
      return handler?.declaration ? [{ verb: handler.declaration.verb, method, path: address, handler }] : [];
    }),
  );
}

/** Asks a route as the console's own pages do, from its origin. */
export function knockAt(
  { method, path: pattern, handler }: DeclaredRoute,
  { path: params = {}, query = {}, body }: Asked,
  sent: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  const address = new URL(
    pattern.replaceAll(/\[(\w+)\]/g, (_, name: string) => params[name] ?? "missing"),
    env.CAIRN_URL,
  );
  address.search = new URLSearchParams(query).toString();
  const headers = new Headers({ ...sent, origin: env.CAIRN_URL, "if-match": '"1"' });
  if (body !== undefined) headers.set("content-type", "application/json");
  const request = new Request(address, { method, headers, signal, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return handler(request, { params: Promise.resolve({ ...params }) });
}

function load(file: string): Promise<Record<string, unknown>> {
  return import(path.join(import.meta.dirname, "../..", file)) as Promise<Record<string, unknown>>;
}
