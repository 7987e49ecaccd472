import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { asks, probeCodes } from "@/k8s/manifests/probe";

async function listen(): Promise<{ readonly server: Server; readonly port: string }> {
  const server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { server, port: String((server.address() as AddressInfo).port) };
}

async function aClosedPort(): Promise<string> {
  const { server, port } = await listen();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ask(open: string, shut: string): Promise<number> {
  const [code] = await once(spawn(process.execPath, ["-e", asks, "127.0.0.1", open, shut, "5"]), "exit");
  return code;
}

test("a port that stays shut while the other is open is held shut by a policy", async () => {
  expect(await ask((await listen()).port, await aClosedPort())).toBe(probeCodes.enforced);
});

test("a forbidden port that answers all the time tells that nobody minds", async () => {
  expect(await ask((await listen()).port, (await listen()).port)).toBe(probeCodes.ignored);
});

test("where nothing answers at all nothing is known", async () => {
  expect(await ask(await aClosedPort(), await aClosedPort())).toBe(probeCodes.silent);
});
