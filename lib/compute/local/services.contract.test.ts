import { type IncomingMessage, request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { observedAs, read } from "@/lib/compute/contract";
import { type LocalHarness, localHarness } from "@/lib/compute/local/testing";
import { serviceContract } from "@/lib/compute/service-contract";
import type { Role } from "@/lib/compute/workload";
import { newId } from "@/lib/id";

const server = `
import http.server, os, signal, socketserver, sys, time
if "DEAF" in os.environ: signal.signal(signal.SIGTERM, signal.SIG_IGN)
own = os.urandom(8).hex().encode()
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/crash": os._exit(3)
        self.send_response(200); self.end_headers(); self.wfile.write(own)
    def log_message(self, *_): pass
    def address_string(self): return "local"
time.sleep(float(os.environ.get("SLOW", "0")))
socketserver.UnixStreamServer(os.environ["CAIRN_SOCKET_HTTP"], Answer).serve_forever()
`;
const role: Partial<Role> = { ports: [{ name: "http", transport: "unix", readyPath: "/ready" }] };

serviceContract("the local backend", async () => {
  const harness = localHarness();
  return {
    ...harness,
    serve: ({ replicas = 1, endsWith, isDeaf }, { id = newId() } = {}) =>
      harness.run(endsWith === undefined ? server : `raise SystemExit(${endsWith})`, {
        role: { ...role, replicas, ...(isDeaf ? { variables: { DEAF: "1" } } : {}) },
        workload: { kind: "service", id },
      }),
    ask: (address) => textOf(address, "/"),
    crash: (_, address) => textOf(address, "/crash").then(ignore, ignore),
  };
});

describe("services of this machine", () => {
  let harness: LocalHarness;
  beforeAll(() => {
    harness = localHarness();
  });
  afterAll(() => harness.dispose());

  const serve = (variables: Record<string, string> = {}) =>
    harness.run(server, { role: { ...role, variables }, workload: { kind: "service" } });
  const addressOf = async (id: string) =>
    (await observedAs(harness, id, "running", ({ replicas }) => replicas[0]?.ready === true)).replicas[0]?.addresses.http ?? "";

  test("a replica is ready once it answers on its socket, not before", async () => {
    const id = await serve({ SLOW: "0.5" });
    const early = await observedAs(harness, id, "running");
    expect(early.replicas[0]).toMatchObject({ ready: false, reason: { key: "notReady" } });
    const address = await addressOf(id);
    expect(address).toMatch(/^unix:\//);
    expect(Buffer.byteLength(address.slice(5))).toBeLessThanOrEqual(107);
    expect(await get(address, "/")).toBe(200);
    await harness.backend().stop(id);
  });

  test("a replica that crashed is started again and answers at the same address", async () => {
    const id = await serve();
    const address = await addressOf(id);
    await get(address, "/crash").catch(() => undefined);
    const back = await observedAs(harness, id, "running", ({ replicas }) => replicas[0]?.restarts === 1 && replicas[0].ready);
    expect(back.replicas[0]?.addresses.http).toBe(address);
    expect(await get(address, "/")).toBe(200);
    await harness.backend().stop(id);
  });

  test("a stopped service stays stopped and is lost no more", async () => {
    const id = await serve();
    await addressOf(id);
    await harness.backend().stop(id);
    expect((await observedAs(harness, id, "failed")).reason).toEqual({ key: "stopped" });
    await harness.renew();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await harness.backend().observe([id])).get(id)).toMatchObject({ phase: "failed", reason: { key: "stopped" } });
    await harness.backend().remove(id);
    expect((await harness.backend().observe([id])).get(id)).toBe("absent");
  });
});

async function get(address: string, path: string): Promise<number> {
  return (await answerOf(address, path)).statusCode ?? 0;
}

async function textOf(address: string, path: string): Promise<string> {
  return read(await answerOf(address, path));
}

function answerOf(address: string, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: address.slice(5), path, agent: false }, resolve);
    asked.once("error", reject);
    asked.end();
  });
}

function ignore(): void {}
