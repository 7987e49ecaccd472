import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { commands } from "@/cli/commands";
import { run } from "@/cli/run";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** By `METHOD path`: what is sent as JSON, and text as server-sent events. */
type Answers = Readonly<Record<string, unknown>>;

/** Types a command line against a server that gives these answers. Tells what came out and what was asked. */
export async function talk(answers: Answers, ...line: readonly string[]) {
  return talkWith("", answers, ...line);
}

/** The same with something on stdin. */
export async function talkWith(stdin: string, answers: Answers, ...line: readonly string[]) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "" } = request;
    const body = await text(request);
    const path = url.replace("/api/v1/", "");
    asked.push({ method, path, body: body && JSON.parse(body) });
    answer(response, answers[`${method} ${path}`]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const [output, error] = [new PassThrough(), new PassThrough()];
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = { HOME: "/nonexistent", CAIRN_URL: origin, CAIRN_TOKEN: "cairn_pat_test" };
  const code = await run(commands, line, { environment, streams: { input: Readable.from([stdin]), output, error } });
  server.close();
  server.closeAllConnections();
  return { code, output: String(output.read() ?? ""), error: String(error.read() ?? ""), asked };
}

function answer(response: ServerResponse, value: unknown): void {
  if (value === undefined) response.writeHead(404, { "content-type": "application/problem+json" }).end('{"detail":"not there"}');
  else if (typeof value === "string") response.writeHead(200, { "content-type": "text/event-stream" }).end(value);
  else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}
