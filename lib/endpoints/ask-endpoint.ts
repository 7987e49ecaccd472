import http, { type IncomingMessage } from "node:http";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { db } from "@/db/client";
import { endpoints, projects } from "@/db/schema";
import type { UserActor } from "@/lib/auth/actor";
import { authorizeRow } from "@/lib/auth/authorize";
import type { AskAnswerView, askRequest } from "@/lib/endpoints/endpoint";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { consoleToken } from "@/lib/gateway/upstream-token";

const patienceMs = 60_000;
const largestAnswerBytes = 16 * 2 ** 20;

/**
 * Asks an endpoint for a person who may: by the gateway, with the console's own token, so that no key reaches a browser. A
 * refusal of the model server is an answer; one of the gateway is an error.
 */
export async function askEndpoint(
  actor: UserActor,
  input: { readonly endpointId: string; readonly request: z.output<typeof askRequest> },
): Promise<AskAnswerView> {
  return send(actor, input.endpointId, { method: "POST", path: "/infer", body: JSON.stringify(input.request) });
}

/** What the served model says of itself: its inputs and outputs. */
export async function describeServed(actor: UserActor, endpointId: string): Promise<AskAnswerView> {
  return send(actor, endpointId, { method: "GET", path: "" });
}

async function send(
  actor: UserActor,
  endpointId: string,
  ask: { readonly method: string; readonly path: string; readonly body?: string },
): Promise<AskAnswerView> {
  const { projectId, slug } = await authorizeRow(actor, "endpoint:ask", endpoints, endpointId);
  const [project] = await db
    .select({ slug: projects.slug })
    .from(projects)
    .where(and(eq(projects.id, projectId)));
  if (!project) throw notFound();
  const answer = await request(`/e/${project.slug}/${slug}/v2/models/${slug}${ask.path}`, ask);
  if (answer.isGateways) {
    throw new AppError("unavailable", answer.status === 503 ? "endpoints.gateway.notReady" : "endpoints.ask.gateway", {
      status: answer.status,
    });
  }
  const { isGateways: _, ...view } = answer;
  return view;
}

/** The gateway by its literal address: names below the apps host are none to Node. */
function request(
  path: string,
  { method, body }: { readonly method: string; readonly body?: string },
): Promise<AskAnswerView & { readonly isGateways: boolean }> {
  const headers = {
    host: new URL(env.CAIRN_GATEWAY_URL).host,
    authorization: `Bearer ${consoleToken()}`,
    ...(body !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const away = (cause: unknown) => reject(new AppError("unavailable", "endpoints.ask.away", {}, { cause, retryAfterSeconds: 2 }));
    const out = http.request(gatewayAddress(), { method, path, headers, timeout: patienceMs });
    out.on("timeout", () => out.destroy(new Error("no answer in time")));
    out.on("error", away);
    out.on("response", (response) => void readAnswer(response).then(resolve, away));
    out.end(body);
  });
}

function gatewayAddress(): string {
  if (env.CAIRN_GATEWAY_INTERNAL_URL !== undefined) return env.CAIRN_GATEWAY_INTERNAL_URL;
  const host = env.CAIRN_LISTEN === "0.0.0.0" || env.CAIRN_LISTEN === "::" ? "127.0.0.1" : env.CAIRN_LISTEN;
  return `http://${host.includes(":") ? `[${host}]` : host}:${env.CAIRN_GATEWAY_PORT}`;
}

async function readAnswer(response: IncomingMessage): Promise<AskAnswerView & { readonly isGateways: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Buffer).length;
    if (size > largestAnswerBytes) throw new Error("the answer is too large to show");
    chunks.push(chunk as Buffer);
  }
  const revision = response.headers["endpoint-revision"];
  const duration = /dur=([\d.]+)/.exec(String(response.headers["server-timing"] ?? ""))?.[1];
  return {
    status: response.statusCode ?? 0,
    body: parse(Buffer.concat(chunks).toString("utf8")),
    revision: revision === undefined ? null : Number(revision),
    upstreamMs: duration === undefined ? null : Number(duration),
    isGateways: revision === undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { error: text.slice(0, 1_000) };
  }
}
