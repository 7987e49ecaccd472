import { PassThrough, Writable } from "node:stream";
import type { Channel, Connection } from "@/k8s/connection";
import { detailOf } from "@/k8s/detail";
import { mainContainer } from "@/k8s/manifests/pod";
import { unreachable } from "@/k8s/request";
import type { ExecOptions, Execution, TerminalSize } from "@/lib/compute/backend";

/** Numbers of the streams in what the kubelet and we send. */
const streams = { input: 0, output: 1, errors: 2, status: 3, size: 4, close: 255 } as const;

/** Starts a program in the container of a pod's program, and speaks to it over one WebSocket. */
export async function execIn(
  connection: Connection,
  pod: { readonly namespace: string; readonly name: string },
  { command, terminal, signal }: Omit<ExecOptions, "role" | "rank">,
): Promise<Execution> {
  const output = new PassThrough();
  const errors = new PassThrough();
  const { promise: ended, resolve } = Promise.withResolvers<Awaited<Execution["ended"]>>();
  const end = (how: Awaited<Execution["ended"]>) => {
    output.end();
    errors.end();
    resolve(how);
  };
  const sinks: Readonly<Record<number, (bytes: Buffer) => void>> = {
    [streams.output]: (bytes) => output.write(bytes),
    [streams.errors]: (bytes) => errors.write(bytes),
    [streams.status]: (bytes) => end(exitIn(bytes)),
  };
  const channel = await connection
    .openChannel(pathOf(pod, command, terminal !== undefined), (stream, bytes) => sinks[stream]?.(bytes))
    .catch((error: unknown) => {
      throw unreachable(error);
    });
  channel.addEventListener("close", () => end({ code: null }));
  signal.addEventListener("abort", () => channel.close(), { once: true });
  if (signal.aborted) channel.close();
  const resize = ({ columns, rows }: TerminalSize) => send(channel, streams.size, JSON.stringify({ Width: columns, Height: rows }));
  if (terminal) resize(terminal);
  return { input: inputOf(channel), output, errors, resize, ended };
}

function pathOf({ namespace, name }: { namespace: string; name: string }, command: readonly string[], hasTerminal: boolean): string {
  const query = new URLSearchParams({ container: mainContainer, stdin: "true", stdout: "true" });
  // A terminal has one stream for both.
  query.set(hasTerminal ? "tty" : "stderr", "true");
  for (const word of command) query.append("command", word);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/exec?${query}`;
}

function inputOf(channel: Channel): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      send(channel, streams.input, chunk);
      done();
    },
    // Only the newest form of the protocol knows an end of input.
    final(done) {
      if (channel.protocol === "v5.channel.k8s.io") channel.send(Buffer.from([streams.close, streams.input]));
      done();
    },
  });
}

function send(channel: Channel, stream: number, content: Buffer | string): void {
  channel.send(Buffer.concat([Buffer.from([stream]), Buffer.from(content)]));
}

interface Status {
  readonly status?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** The last word of an execution is a Status of the API, whose cause is the exit code. */
function exitIn(bytes: Buffer): { readonly code: number | null; readonly detail?: string } {
  const { status, message = "", details }: Status = JSON.parse(bytes.toString("utf8"));
  if (status === "Success") return { code: 0 };
  const code = details?.causes?.find(({ reason }) => reason === "ExitCode")?.message;
  return code === undefined ? { code: null, ...detailOf(message) } : { code: Number(code) };
}
