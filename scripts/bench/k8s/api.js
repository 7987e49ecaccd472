import { Agent, request } from "node:https";

/** The API server that KUBECONFIG names, asked as whom it says. */
export async function openCluster(kubeconfig) {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const options = {};
  await config.applyToHTTPSOptions(options);
  const agent = new Agent({ ...options, keepAlive: true, maxSockets: 50 });
  const server = config.getCurrentCluster().server;

  const open = (method, path, { body, type = "application/json", signal } = {}) =>
    new Promise((resolve, reject) => {
      const headers = { accept: "application/json", ...(body ? { "content-type": type } : {}) };
      const sent = request(`${server}${path}`, { ...options, agent, method, headers, signal }, resolve);
      sent.on("error", reject);
      sent.end(body && JSON.stringify(body));
    });
  const ask = async (method, path, given) => {
    const answer = await open(method, path, given);
    const text = (await Array.fromAsync(answer)).join("");
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  return {
    get: (path) => ask("GET", path),
    post: (path, body) => ask("POST", path, { body }),
    merge: (path, body) => ask("PATCH", path, { body, type: "application/merge-patch+json" }),
    delete: (path) => ask("DELETE", `${path}?propagationPolicy=Background`),
    /** Changes as they come, each with the moment it was seen. Aborting the signal ends them. */
    async *watch(path, signal) {
      const answer = await open("GET", `${path}${path.includes("?") ? "&" : "?"}watch=true`, { signal });
      let rest = "";
      try {
        for await (const piece of answer) {
          const seenAt = Date.now();
          const lines = (rest + piece).split("\n");
          rest = lines.pop();
          for (const line of lines) yield { ...JSON.parse(line), seenAt };
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}
