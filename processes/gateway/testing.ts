import { mkdtemp } from "node:fs/promises";
import http, { type IncomingMessage, type Server } from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { loadTable } from "@/lib/gateway/load-table";
import { type Table, toTable } from "@/lib/gateway/table";
import { type Gateway, type GatewayParts, makeGateway } from "./gateway";
import { makeMetrics } from "./metrics";

export interface Echo {
  readonly address: string;
  readonly seen: { readonly request: IncomingMessage; readonly body: string }[];
  answer: { status: number; headers: Record<string, string | string[]>; body: string };
  close(): Promise<void>;
}

/** An upstream on a unix socket that remembers what it saw; it accepts every websocket and sends back what comes. */
export async function anEcho(): Promise<Echo> {
  const socketPath = path.join(await mkdtemp(path.join(os.tmpdir(), "echo-")), "s");
  const echo: Echo = { address: `unix:${socketPath}`, seen: [], answer: { status: 200, headers: {}, body: "seen" }, close };
  const server: Server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    echo.seen.push({ request, body });
    response.writeHead(echo.answer.status, echo.answer.headers);
    response.end(echo.answer.body);
  });
  server.on("upgrade", (request, socket) => {
    echo.seen.push({ request, body: "" });
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  async function close() {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return echo;
}

export interface TestGateway {
  readonly gateway: Gateway;
  readonly port: number;
  /** Reads routes and keys again, as a notice would. */
  refresh(): Promise<void>;
  /** Writes bytes to a new connection and returns everything that comes back until it closes or is quiet. */
  raw(bytes: string): Promise<string>;
  readonly counted: { status: number }[];
}

export async function aGateway(
  handleFiles: GatewayParts["handleFiles"] = (request, response) => void response.end(JSON.stringify(request.headers)),
): Promise<TestGateway> {
  let table: Table = toTable(await loadTable());
  const counted: { status: number }[] = [];
  const gateway = makeGateway({
    table: () => table,
    isDatabaseNear: () => true,
    usage: { record: (_endpoint, _revision, status) => counted.push({ status }), keyUsed: () => undefined },
    metrics: makeMetrics({ routes: () => 0, sockets: () => 0 }),
    handleFiles,
  });
  const port = await freePort();
  await gateway.listen(port, ["127.0.0.1"]);
  return {
    gateway,
    port,
    counted,
    async refresh() {
      table = toTable(await loadTable());
    },
    raw: (bytes) => raw(port, bytes),
  };
}

function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    const done = () => {
      socket.destroy();
      resolve(text);
    };
    // Who is busy is not done: short quiet counts only behind an answer that leaves the connection open.
    const closes = /\r\nConnection: close\r\n/i.test(bytes);
    socket.setTimeout(10_000, done);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (!closes) socket.setTimeout(400, done);
    });
    socket.on("close", done);
    socket.on("error", reject);
  });
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
