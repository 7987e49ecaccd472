import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "@/cli/config";
import { exitCodeOf, exitCodes } from "@/cli/exit-codes";
import { Refusal } from "@/cli/refusal";
import { readEvents, type ServerEvent } from "@/cli/server-events";
import type { Words } from "@/cli/words";
import type { Locale } from "@/lib/i18n/locales";

export interface Api {
  readonly url: string;
  readonly token: string;
  get<T>(path: string, query?: Query): Promise<T>;
  /** Sent once, however often the network fails in between: each call has its own Idempotency-Key. */
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  /** Refused where `version`, which was read, is no longer what is there. */
  patch<T>(path: string, body: unknown, version: number): Promise<T>;
  delete(path: string): Promise<void>;
  /** All items of a list, page after page. */
  all<T>(path: string, query?: Query): AsyncGenerator<T>;
  text(path: string, query?: Query): Promise<string>;
  /** Server-sent events; goes on behind the last one when the connection breaks. */
  follow(path: string, query: Query, signal: AbortSignal): AsyncGenerator<ServerEvent>;
  /** A raw request to any address of this installation, refusals as above. */
  send(address: string, init: RequestInit): Promise<Response>;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

const tries = 5;

/** REST v1 with a bearer token. Waits and repeats where that can help; other refusals become a `Refusal`. */
export function openApi({ url, token }: Pick<Config, "url" | "token">, { words, locale }: { words: Words; locale: Locale }): Api {
  const headers = { authorization: `Bearer ${token}`, "accept-language": locale };

  async function send(address: string, init: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(address, { ...init, headers: { ...headers, ...init.headers }, redirect: "error" }).catch(
        (error: unknown) => {
          if (init.signal?.aborted) throw error;
          return error as Error;
        },
      );
      const isPassing = answer instanceof Error || answer.status === 429 || answer.status === 503;
      if (isPassing && attempt < tries) {
        await sleep(waitMs(answer, attempt));
        continue;
      }
      if (answer instanceof Error) throw unreachable(address, answer, words);
      if (!answer.ok) throw await refusalOf(answer, words);
      return answer;
    }
  }

  const api: Api = {
    url,
    token,
    send,
    async get<T>(path: string, query: Query = {}) {
      return (await (await send(addressOf(url, path, query), {})).json()) as T;
    },
    async post<T>(path: string, body: unknown = {}) {
      const response = await send(addressOf(url, path), {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
        body: JSON.stringify(body),
      });
      return (response.status === 204 ? undefined : await response.json()) as T;
    },
    async put<T>(path: string, body: unknown) {
      const init = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      return (await (await send(addressOf(url, path), init)).json()) as T;
    },
    async patch<T>(path: string, body: unknown, version: number) {
      const headers = { "content-type": "application/json", "if-match": `"${version}"` };
      return (await (await send(addressOf(url, path), { method: "PATCH", headers, body: JSON.stringify(body) })).json()) as T;
    },
    async delete(path) {
      await send(addressOf(url, path), { method: "DELETE" });
    },
    async *all<T>(path: string, query: Query = {}) {
      let cursor: string | undefined;
      do {
        const page: { items: readonly T[]; nextCursor: string | null } = await api.get(path, { ...query, cursor });
        yield* page.items;
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
    },
    async text(path, query = {}) {
      return await (await send(addressOf(url, path, query), {})).text();
    },
    async *follow(path, query, signal) {
      let lastId: string | undefined;
      while (!signal.aborted) {
        const from: Record<string, string> = lastId === undefined ? {} : { "last-event-id": lastId };
        const response = await send(addressOf(url, path, query), { signal, headers: { accept: "text/event-stream", ...from } });
        for await (const event of untilBroken(readEvents(response))) {
          lastId = event.id ?? lastId;
          yield event;
        }
        await sleep(1000, undefined, { signal }).catch(() => undefined);
      }
    },
  };
  return api;
}

/** A connection that breaks ends the events without an error: the caller comes back. */
async function* untilBroken(events: AsyncGenerator<ServerEvent>): AsyncGenerator<ServerEvent> {
  try {
    yield* events;
  } catch (error) {
    const isBroken = error instanceof TypeError || (error instanceof Error && error.name === "AbortError");
    if (!isBroken) throw error;
  }
}

function addressOf(url: string, path: string, query: Query = {}): string {
  const address = new URL(`/api/v1/${path}`, url);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) address.searchParams.set(name, String(value));
  return address.href;
}

function waitMs(answer: Response | Error, attempt: number): number {
  const asked = answer instanceof Error ? 0 : Number(answer.headers.get("retry-after") ?? 0) * 1000;
  return Math.min(asked || 250 * 2 ** attempt, 30_000);
}

function unreachable(address: string, error: Error, words: Words): Refusal {
  const reason = error.cause instanceof Error ? error.cause.message || String((error.cause as NodeJS.ErrnoException).code) : error.message;
  return new Refusal(exitCodes.unavailable, words("unreachable", { origin: new URL(address).origin, reason }), { cause: error });
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

async function refusalOf(response: Response, words: Words): Promise<Refusal> {
  const text = await response.text();
  const isProblem = (response.headers.get("content-type") ?? "").includes("json");
  const problem: Problem = isProblem ? parse(text) : {};
  return new Refusal(
    exitCodeOf(response.status),
    problem.detail ?? words("badAnswer", { status: response.status, origin: new URL(response.url).origin }),
    {
      details: (problem.errors ?? []).map(({ pointer, detail }) => `${pointer.slice(1).replaceAll("/", ".")}: ${detail}`),
      problem: isProblem ? problem : undefined,
    },
  );
}

function parse(text: string): Problem {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
