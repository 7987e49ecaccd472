import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { admit } from "./admit";

vi.hoisted(() => {
  process.env["CAIRN_POD_URL"] = "http://cairn-web.cairn.svc:3000";
});

// The console of these tests is the default one: http://localhost:3000.
const listener = { isForPods: false };
const server = createServer((asked, response) => {
  if (admit(asked, response, listener)) response.end(JSON.stringify(asked.headers));
});
let port: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

function ask(path: string, headers: Record<string, string>): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, headers, setHost: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** What no client of Node.js would send. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.end(text);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}

test.each(["evil.test", "127.0.0.1:3000", "localhost", "localhost:3001", "localhost.:3000", "console.localhost:3000"])(
  "%s is not the console",
  async (host) => {
    expect((await ask("/", { host })).status).toBe(421);
  },
);

test("the console's own name is, in any case of letters", async () => {
  expect((await ask("/", { host: "LocalHost:3000" })).status).toBe(200);
});

test("two names, or none, are refused", async () => {
  expect(await raw("GET / HTTP/1.1\r\nHost: localhost:3000\r\nHost: evil.test\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(await raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
});

test("pods have a name of their own for their part of the API, and for nothing beside it", async () => {
  const host = "cairn-web.cairn.svc:3000";
  expect((await ask("/api/v1/workload", { host })).status).toBe(200);
  expect((await ask("/api/v1/workload/mounts/0/files?cursor=x", { host })).status).toBe(200);
  for (const path of ["/", "/api/v1/workloads", "/api/v1/jobs", "/api/v1/workload/../jobs", "/api/v1/workload/%2e%2e/jobs"])
    expect((await ask(path, { host })).status, path).toBe(421);
  expect((await ask("/api/v1/workload", { host: "evil.test" })).status).toBe(421);
});

test("where pods come in, the console is not, whatever name is said", async () => {
  listener.isForPods = true;
  expect((await ask("/", { host: "localhost:3000" })).status).toBe(421);
  expect((await ask("/api/v1/jobs", { host: "cairn-web.cairn.svc:3000" })).status).toBe(421);
  expect((await ask("/api/v1/workload", { host: "cairn-web.cairn.svc:3000" })).status).toBe(200);
  listener.isForPods = false;
});

test("health may be asked under any name, and nothing beside it", async () => {
  expect((await ask("/api/health", { host: "10.0.0.1" })).status).toBe(200);
  expect((await ask("/api/ready?x", { host: "10.0.0.1" })).status).toBe(200);
  expect((await ask("/api/healthy", { host: "10.0.0.1" })).status).toBe(421);
});

test("TRACE is refused", async () => {
  expect(await raw("TRACE / HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1\.1 405 /);
});

test("an address in place of a path is refused", async () => {
  expect((await ask("http://localhost:3000/", { host: "localhost:3000" })).status).toBe(400);
});

test("what only this server may say cannot be said by a client", async () => {
  const { text } = await ask("/", { host: "localhost:3000", "x-cairn-peer": "10.0.0.1", "x-cairn-user": "ada", "x-request-id": "bad id" });
  const seen = JSON.parse(text);
  expect(seen["x-cairn-peer"]).toBe("127.0.0.1");
  expect(seen["x-cairn-user"]).toBeUndefined();
  expect(seen["x-request-id"]).toMatch(/^[\w-]{12}$/);
});
