import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { isPrivate } from "@/lib/outbound/private-addresses";
import { safeFetch } from "@/lib/outbound/safe-fetch";

const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(`${request.headers.host} ${request.url} ${request.headers.authorization ?? "-"}`);
  if (request.url?.startsWith("/to/")) response.writeHead(302, { location: decodeURIComponent(request.url.slice(4)) }).end();
  else if (request.url === "/loop") response.writeHead(302, { location: "/loop" }).end();
  else response.end("x".repeat(100));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => server.close());

const ask = (address: string, trusts: (url: URL) => boolean = () => false, maxBytes = 1000) =>
  safeFetch(new URL(address), { signal: AbortSignal.timeout(5000), maxBytes, trusts, headers: { authorization: "secret" } });

test.each([
  "10.1.2.3",
  "127.0.0.1",
  "169.254.169.254",
  "172.31.0.1",
  "192.168.0.1",
  "100.64.0.1",
  "0.0.0.0",
  "::1",
  "::ffff:10.0.0.1",
  "fe80::1",
  "fd00::1",
  "64:ff9b::a00:1",
])("%s is nobody's on the internet", (address) => {
  expect(isPrivate(address)).toBe(true);
});

test.each(["1.1.1.1", "140.82.112.3", "2606:4700:4700::1111"])("%s is public", (address) => {
  expect(isPrivate(address)).toBe(false);
});

test.each([
  "https://127.1/",
  "https://0x7f000001/",
  "https://2130706433/",
  "https://[::ffff:127.0.0.1]/",
  "https://localhost/",
  "https://user:word@1.1.1.1/",
  "https://1.1.1.1:8443/",
  "http://1.1.1.1/",
  "ftp://1.1.1.1/",
  "file:///etc/passwd",
])("%s is not asked", async (address) => {
  await expect(ask(address)).rejects.toMatchObject({ fault: "refused" });
});

test("a host that an administrator named is asked as it is", async () => {
  const answer = await ask(`http://127.0.0.1:${port}/`, ({ hostname }) => hostname === "127.0.0.1");
  expect([answer.status, answer.body.length]).toEqual([200, 100]);
});

test("a redirect is checked like the first address, and credentials stay with the host they were for", async () => {
  const named = ({ hostname }: URL) => hostname === "127.0.0.1" || hostname === "localhost";
  const to = (address: string) => `http://127.0.0.1:${port}/to/${encodeURIComponent(address)}`;
  await expect(ask(to("http://10.0.0.1/"), named)).rejects.toMatchObject({ fault: "refused" });
  await expect(ask(to("file:///etc/passwd"), () => true)).rejects.toMatchObject({ fault: "refused" });
  await expect(ask(`http://127.0.0.1:${port}/loop`, named)).rejects.toMatchObject({ fault: "refused" });
  seen.length = 0;
  await ask(to("/same"), named);
  await ask(to(`http://localhost:${port}/other`), named);
  expect(seen.filter((line) => !line.includes("/to/"))).toEqual([`127.0.0.1:${port} /same secret`, `localhost:${port} /other -`]);
});

test("more than was asked for is not read", async () => {
  await expect(ask(`http://127.0.0.1:${port}/`, () => true, 99)).rejects.toMatchObject({ fault: "tooLarge" });
});
