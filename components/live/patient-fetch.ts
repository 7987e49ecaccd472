import { askSession } from "@/components/live/ask-session";

const pausesMs = [500, 1_000, 2_000, 3_000];
const awayStatuses = [502, 503, 504];

/**
 * Next answers a page that did not come with a navigation by the browser: what is typed is gone, and while Cairn restarts nothing is left
 * but the browser's own error page. This asks again until somebody answers. What `isShown` already comes whole or not at all; another page
 * comes as it is written, and where that breaks the browser asks for it once somebody answers.
 */
export function patientFetch(send: typeof fetch, isShown: (page: URL) => boolean): typeof fetch {
  return async (input, init) => {
    if (!isPageRequest(init)) return send(input, init);
    for (let tries = 0; ; tries += 1) {
      const page = await pageOf(send(input, init)).catch((error: unknown) => {
        if (init?.signal?.aborted) throw error;
      });
      if (page) return page;
      await pause(tries);
    }
  };

  async function pageOf(asked: Promise<Response>): Promise<Response | undefined> {
    const response = await asked;
    if (awayStatuses.includes(response.status)) return undefined;
    if (response.body === null) return response;
    const body = isShown(new URL(response.url)) ? await response.arrayBuffer() : brokenLate(response.body);
    return withBody(response, body);
  }
}

/** A page's content for the router, not in advance and not an action: an action may have been done before its line broke. */
function isPageRequest(init: RequestInit = {}): boolean {
  const headers = new Headers(init.headers);
  return (init.method ?? "GET") === "GET" && headers.has("rsc") && ![...headers.keys()].some((name) => name.endsWith("-prefetch"));
}

function brokenLate(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        await answered();
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

async function answered(): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    await pause(tries);
    if ((await askSession()) !== undefined) return;
  }
}

/** The router reads from where an answer came, which a copy does not know by itself. */
function withBody(response: Response, body: BodyInit): Response {
  const { status, statusText, headers, url, redirected } = response;
  return Object.defineProperties(new Response(body, { status, statusText, headers }), {
    url: { value: url },
    redirected: { value: redirected },
  });
}

function pause(tries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pausesMs[Math.min(tries, pausesMs.length - 1)]));
}
