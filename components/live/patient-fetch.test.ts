import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { patientFetch } from "@/components/live/patient-fetch";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const here = "http://localhost:3000/p/jobs/a?_rsc=x";
const elsewhere = "http://localhost:3000/p/models";
const forPage = { headers: { rsc: "1", "next-router-state-tree": "tree" } };
const isHere = (page: URL) => page.pathname === "/p/jobs/a";

/** What the server says one time after the other, and how often it was asked. */
function answering(...answers: readonly (Response | Error)[]) {
  const send = vi.fn(async (input: string | URL | Request, _init?: RequestInit) => {
    const answer = answers[Math.min(send.mock.calls.length, answers.length) - 1];
    if (answer === undefined || answer instanceof Error) throw answer ?? new TypeError("Failed to fetch");
    return Object.defineProperty(answer, "url", { value: String(input) });
  });
  return send;
}

const gone = new TypeError("Failed to fetch");

function breaking(text: string): Response {
  let isSent = false;
  const body = new ReadableStream({
    pull(controller) {
      if (isSent) controller.error(new TypeError("network error"));
      else controller.enqueue(new TextEncoder().encode(text));
      isSent = true;
    },
  });
  return new Response(body, { headers: { "content-type": "text/x-component" } });
}

test("a page is asked for again until somebody answers", async () => {
  const send = answering(gone, new Response("bad gateway", { status: 502 }), new Response("page"));
  const asked = patientFetch(send as typeof fetch, isHere)(here, forPage);
  await vi.advanceTimersByTimeAsync(1_499);
  expect(send).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  const response = await asked;
  expect([await response.text(), response.url, response.ok]).toEqual(["page", here, true]);
});

test("the page that is shown comes whole or not at all", async () => {
  const send = answering(breaking("half"), new Response("whole"));
  const asked = patientFetch(send as typeof fetch, isHere)(here, forPage);
  await vi.advanceTimersByTimeAsync(500);
  expect(await (await asked).text()).toBe("whole");
});

test("another page comes as it is written, and breaks once somebody answers", async () => {
  const send = answering(breaking("half"), gone, new Response(null, { status: 503 }), new Response(null));
  vi.stubGlobal("fetch", send);
  const response = await patientFetch(send as typeof fetch, isHere)(elsewhere, forPage);
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("half");
  const broken = vi.fn();
  reader?.read().catch(broken);
  await vi.advanceTimersByTimeAsync(3_499);
  expect(broken).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(broken).toHaveBeenCalledOnce();
});

test.each([
  ["an action", { method: "POST", headers: { "next-action": "a", accept: "text/x-component" } }],
  ["a page in advance", { headers: { rsc: "1", "next-router-prefetch": "1" } }],
  ["a part of a page in advance", { headers: { rsc: "1", "next-router-segment-prefetch": "/_tree" } }],
  ["data", {}],
])("%s is asked for once", async (_, init) => {
  const send = answering(gone);
  await expect(patientFetch(send as typeof fetch, isHere)(here, init)).rejects.toThrow("Failed to fetch");
  expect(send).toHaveBeenCalledTimes(1);
});

test("what nobody wants any more is not asked for again", async () => {
  const wanted = new AbortController();
  wanted.abort();
  const send = answering(new DOMException("aborted", "AbortError"));
  await expect(patientFetch(send as typeof fetch, isHere)(here, { ...forPage, signal: wanted.signal })).rejects.toThrow("aborted");
  expect(send).toHaveBeenCalledTimes(1);
});

test("a page that the server has an answer for, however bad, is not asked for again", async () => {
  const send = answering(new Response("not here", { status: 404 }));
  expect((await patientFetch(send as typeof fetch, isHere)(here, forPage)).status).toBe(404);
  expect(send).toHaveBeenCalledTimes(1);
});
