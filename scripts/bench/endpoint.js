import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import path from "node:path";
import { atOnce, median, timed } from "./measure.js";

const rounds = 2000;

/**
 * The same model behind the gateway and asked directly, by the same client over kept connections: `straight` starts a server of
 * its own as Cairn does.
 */
export async function benchEndpoint({ gatewayUrl, token, address, question, model, environmentPython, scratch, root }) {
  const socket = path.join(scratch, "straight.sock");
  const secret = randomBytes(32).toString("base64url");
  const server = spawn(environmentPython, [path.join(root, "python/model_server"), model], {
    env: {
      PATH: process.env.PATH,
      CAIRN_SOCKET_HTTP: socket,
      CAIRN_UPSTREAM_TOKEN: secret,
      CAIRN_MODEL_NAME: "digits",
      OMP_NUM_THREADS: "1",
    },
    stdio: ["ignore", "inherit", "pipe"],
  });
  await new Promise((resolve, reject) => {
    server.stderr.on("data", (text) => String(text).includes("Ready") && resolve());
    server.once("exit", (code) => reject(new Error(`the model server ended with ${code}`)));
  });
  const body = JSON.stringify(question);
  const straight = { socketPath: socket, path: "/v2/models/digits/infer", headers: { "x-cairn-upstream-token": secret } };
  const { hostname, port } = new URL(gatewayUrl);
  const through = { host: hostname, port, path: `/e/${address}/v2/models/digits/infer`, headers: { authorization: `Bearer ${token}` } };
  try {
    const [bare, ours] = [await latency(straight, body), await latency(through, body)];
    const [bareRate, ourRate] = [await throughput(straight, body), await throughput(through, body)];
    return [
      row(
        "Endpoint through the gateway against straight to it, p50",
        `+${(ours - bare).toFixed(2)} ms`,
        "≤ +0.7 ms",
        ours - bare <= 0.7,
        `${ours.toFixed(2)} ms of ${bare.toFixed(2)} ms`,
      ),
      row(
        "Endpoint through the gateway, throughput at 16 at once",
        `${(ourRate / bareRate).toFixed(2)} ×`,
        "≥ 0.7 ×",
        ourRate / bareRate >= 0.7,
        `${Math.round(ourRate)} of ${Math.round(bareRate)} per second`,
      ),
    ];
  } finally {
    server.kill("SIGTERM");
  }
}

function row(what, value, aim, isMet, seen) {
  return { what, value, aim, isMet, seen };
}

async function latency(target, body) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let at = 0; at < 200; at += 1) await ask(target, body, agent);
  const times = [];
  for (let at = 0; at < rounds; at += 1) times.push(await timed(() => ask(target, body, agent)));
  agent.destroy();
  return median(times);
}

async function throughput(target, body) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const ms = await timed(() => atOnce(16, rounds, () => ask(target, body, agent)));
  agent.destroy();
  return (rounds / ms) * 1000;
}

function ask({ headers, ...target }, body, agent) {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...target,
        method: "POST",
        agent,
        headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      },
      (response) => {
        response.resume();
        response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`))));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
