import http from "node:http";
import { Agent, type RequestOptions } from "node:https";

/** How requests reach one cluster and prove who asks. */
export interface Connection {
  readonly server: string;
  /** The namespace of this process, where it runs within the cluster. */
  readonly namespace: string | undefined;
  /** A WebSocket whose messages begin with the number of their stream, as `exec` speaks. */
  openChannel(path: string, onMessage: (stream: number, bytes: Buffer) => void): Promise<Channel>;
  /** Certificates, headers and agent of one request; tokens that end are renewed by the way. */
  options(): Promise<RequestOptions>;
}

export interface Channel {
  readonly protocol: string;
  send(bytes: Buffer): void;
  close(): void;
  addEventListener(event: "close", listener: () => void): void;
}

/** What a kubeconfig file says; within a cluster, where none is named, the account of the pod. */
export async function connect(kubeconfig: string | undefined): Promise<Connection> {
  // Its many modules cost memory in processes that have no cluster.
  const { Exec, KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (kubeconfig) config.loadFromFile(kubeconfig);
  else config.loadFromCluster();
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error("the kubeconfig names no cluster in its current context");
  const keep = keptAgent();
  // Such as `kubectl proxy`: without TLS there is nothing to keep but the line.
  const plain = cluster.server.startsWith("http:") ? new http.Agent({ keepAlive: true }) : undefined;
  return {
    server: cluster.server.replace(/\/+$/, ""),
    namespace: kubeconfig ? undefined : config.getContextObject(config.getCurrentContext())?.namespace,
    openChannel: (path, onMessage) =>
      new Exec(config).handler.connect(path, null, (stream, bytes) => {
        onMessage(stream, bytes);
        return true;
      }),
    async options() {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      if (plain) return { ...options, agent: plain };
      return cluster.proxyUrl ? options : { ...options, agent: keep(options) };
    },
  };
}

/** One agent as long as the certificates stay the same: a handshake for each request would cost more than the request. */
function keptAgent(): (options: RequestOptions) => Agent {
  let agent: Agent | undefined;
  let madeFor = "";
  return ({ ca, cert, key, rejectUnauthorized, servername }) => {
    const identity = [ca, cert, key, rejectUnauthorized, servername].map(String).join("\n");
    if (agent && identity === madeFor) return agent;
    madeFor = identity;
    agent = new Agent({
      keepAlive: true,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
      ...(servername === undefined ? {} : { servername }),
    });
    return agent;
  };
}
