/** REST and event streams of the instance that is measured. */
export function openClient({ url, token }) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const call = async (method, route, body) => {
    const response = await fetch(`${url}/api/v1/${route}`, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    get: (route) => call("GET", route),
    post: (route, body = {}) => call("POST", route, body),
    /** What lies beside the API, such as `metrics`. */
    text: async (path) => (await fetch(`${url}/${path}`, { headers })).text(),
    /** Events as they come, each with the moment it was seen. Aborting the signal ends them. */
    async *events(topics, signal) {
      const response = await fetch(`${url}/api/v1/stream?topics=${topics.join(",")}`, { headers, signal });
      let rest = "";
      try {
        for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
          const seenAt = Date.now();
          const blocks = (rest + piece).split("\n\n");
          rest = blocks.pop();
          for (const block of blocks) {
            const event = /^event: (.*)$/m.exec(block)?.[1];
            const data = /^data: (.*)$/m.exec(block)?.[1];
            if (event && data) yield { event, data: JSON.parse(data), seenAt };
          }
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}
