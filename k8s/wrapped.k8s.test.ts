import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ClusterHarness, clusterHarness } from "@/k8s/testing";
import { firstLine, lines, observedAs } from "@/lib/compute/contract";
import type { Mount } from "@/lib/compute/workload";

/** An image with the wrapper in its PATH, and this machine's address as pods reach it. */
const { KUBECONFIG, CAIRN_TEST_WRAPPER_IMAGE: wrapperImage, CAIRN_TEST_HOST: host } = process.env;
const content = "a,b\n1,2\n";
const inputs: Mount = { target: "/data", readOnly: true, source: { kind: "files", entries: [] } };
const outputs: Mount = { target: "/outputs", readOnly: false, source: { kind: "outputs" } };

describe.skipIf(!KUBECONFIG || !wrapperImage || !host)("with a wrapper on the cluster of KUBECONFIG", () => {
  let harness: ClusterHarness;
  let console: Awaited<ReturnType<typeof fakeConsole>>;
  beforeAll(async () => {
    console = await fakeConsole();
    harness = await clusterHarness({ wrapperImage });
  });
  afterAll(async () => {
    await harness.dispose();
    console.close();
  });

  const run = (script: string, mounts: readonly Mount[] = [inputs, outputs]) => {
    const command = ["python3", "-c", script];
    return harness.run("", { role: { mounts, command }, workload: { access: { url: console.url, token: "cairn_job_x" } } });
  };

  test("inputs are there before the program, read-only; its code and its use are known; its token is not", async () => {
    const id = await run(`
import os
print(open("/data/a.csv").read().strip().replace("\\n", " "), os.access("/data/a.csv", os.W_OK))
print([name for name in os.environ if "TOKEN" in name], os.path.exists("/cairn/access"), os.listdir("/cairn/handover"), os.getpid() != 1)
raise SystemExit(137)
`);
    const { reason, replicas } = await observedAs(harness, id, "failed");
    expect(reason).toEqual({ key: "exited", params: { code: 137 } });
    expect(replicas[0]?.usage?.peakMemoryBytes).toBeGreaterThan(2 ** 20);
    expect((await lines(harness, id)).map(({ text }) => text)).toEqual(["a,b 1,2 False", "[] False [] True"]);
    expect(console.tokens).toEqual(new Set(["Bearer cairn_job_x"]));
  });

  test("an input that is gone is named, and the program never begins", async () => {
    console.isMissing = true;
    const id = await run("print('never')");
    const { reason } = await observedAs(harness, id, "failed");
    console.isMissing = false;
    expect(reason?.key).toBe("inputsMissing");
    expect(await lines(harness, id)).toEqual([]);
  });

  test("a stop reaches the program through the wrapper", async () => {
    const id = await run("import time\nprint('up', flush=True)\ntime.sleep(3600)");
    await firstLine(harness, id);
    await harness.backend().stop(id);
    expect((await observedAs(harness, id, "failed")).reason).toEqual({ key: "stopped" });
  });
});

/** As much of the console as a wrapper asks for one input. */
async function fakeConsole() {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  const state = { url, tokens: new Set<string | undefined>(), isMissing: false, close: () => server.close() };
  const file = {
    path: "a.csv",
    size: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    start: 0,
    end: content.length,
  };

  function answer({ url: path = "", headers }: IncomingMessage, response: ServerResponse) {
    if (path.startsWith("/store")) {
      response.writeHead(state.isMissing ? 404 : 206).end(state.isMissing ? "" : content);
      return;
    }
    state.tokens.add(headers.authorization);
    const mounts = [{ index: 0, target: "/data", fileCount: 1, totalBytes: content.length }];
    const body = path.endsWith("/workload")
      ? { id: "x", kind: "attempt", mounts, takesOutputs: true, takesMetrics: true }
      : { items: [{ ...file, url: `${url}/store/a.csv` }], nextCursor: null, offset: 0 };
    const isAnswer = path.endsWith("/workload") || path.includes("/files") || path.endsWith("/metrics");
    if (isAnswer) response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    else response.writeHead(204).end();
  }
  return state;
}
