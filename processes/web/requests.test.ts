import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { Requests } from "./requests";

test("a web process that leaves cuts event streams, finishes what is under way and takes nothing new", async () => {
  const finish = Promise.withResolvers<void>();
  const { requests, server, port } = await serving((request, response) => {
    response.setHeader("content-type", request.url === "/stream" ? "text/event-stream" : "text/plain");
    response.write("begun ");
    if (request.url === "/page") void finish.promise.then(() => response.end("whole"));
  });
  const [stream, page] = await Promise.all([begun(port, "/stream"), begun(port, "/page")]);

  const left = requests.leave([server], { takesMs: 0, patienceMs: 5_000 });

  expect(await stream()).toEqual({ text: "begun ", isWhole: false });
  await expect(begun(port, "/page")).rejects.toThrow("ECONNREFUSED");
  finish.resolve();
  expect(await page()).toEqual({ text: "begun whole", isWhole: true });
  await left;
});

test("a web process that leaves takes requests for a while yet, and keeps no connection", async () => {
  const { requests, server, port } = await serving((_request, response) => response.end("whole"));
  const agent = new Agent({ keepAlive: true });
  const connection = async () => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    get({ host: "127.0.0.1", port, agent }, resolve).on("error", reject);
    const response = await promise;
    expect(await wholeOf(response)).toEqual({ text: "whole", isWhole: true });
    return response.headers.connection;
  };
  expect(await connection()).toBe("keep-alive");

  const left = requests.leave([server], { takesMs: 1_000, patienceMs: 0 });

  expect(await connection()).toBe("close");
  await left;
  await expect(connection()).rejects.toThrow("ECONNREFUSED");
});

test("a request that never ends is not waited for longer than patience allows", async () => {
  const { requests, server, port } = await serving((_request, response) => response.write("begun "));
  const page = await begun(port, "/page");

  await requests.leave([server], { takesMs: 0, patienceMs: 50 });

  server.closeAllConnections();
  expect(await page()).toMatchObject({ isWhole: false });
});

/** A server that tells of its requests, as a web process does. */
async function serving(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const requests = new Requests();
  const server = createServer((request, response) => {
    requests.add(response);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { requests, server, port: (server.address() as AddressInfo).port };
}

/** Resolves when an answer has begun, to what tells of its end. */
function begun(port: number, path: string): Promise<() => Promise<Answer>> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path }, (response) => {
      const answer = wholeOf(response);
      resolve(() => answer);
    }).on("error", reject);
  });
}

interface Answer {
  readonly text: string;
  readonly isWhole: boolean;
}

async function wholeOf(response: IncomingMessage): Promise<Answer> {
  let text = "";
  try {
    for await (const bytes of response) text += bytes;
  } catch {
    return { text, isWhole: false };
  }
  return { text, isWhole: response.complete };
}
