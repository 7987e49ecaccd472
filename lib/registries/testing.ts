import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry in this process, for tests: what it holds, who may read it, and what it was asked. */
export interface FakeRegistry {
  readonly host: string;
  readonly asked: readonly string[];
  /** Puts an image there for some platforms and returns its digest; one platform stands without a list. */
  put(repository: string, tag: string, platforms: readonly string[]): string;
  /** From now on only this login reads. */
  protect(username: string, password: string): void;
  close(): Promise<void>;
}

type Answer = readonly [status: number, headers: Record<string, string>, body: string | Buffer];

export async function fakeRegistry(): Promise<FakeRegistry> {
  const kept = new Map<string, Buffer>();
  const asked: string[] = [];
  let login: string | null = null;

  function keep(kind: "manifests" | "blobs", repository: string, content: unknown): { digest: string; size: number } {
    const body = Buffer.from(JSON.stringify(content));
    const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
    kept.set(`/v2/${repository}/${kind}/${digest}`, body);
    return { digest, size: body.length };
  }

  function tokenFor(scope: string | null, authorization: string | undefined): Answer {
    return authorization === login ? [200, {}, JSON.stringify({ token: `for ${scope}` })] : [401, {}, "{}"];
  }

  function answerTo(url: URL, authorization: string | undefined): Answer {
    if (url.pathname === "/token") return tokenFor(url.searchParams.get("scope"), authorization);
    const repository = /^\/v2\/(.*)\/(?:manifests|blobs)\//.exec(url.pathname)?.[1];
    if (login !== null && authorization !== `Bearer for repository:${repository}:pull`) {
      return [401, { "www-authenticate": `Bearer realm="${url.origin}/token",service="fake"` }, "{}"];
    }
    const found = kept.get(url.pathname);
    if (!found) return [404, {}, JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN" }] })];
    const isElsewhere = url.pathname.includes("/blobs/") && !url.searchParams.has("moved");
    return isElsewhere ? [307, { location: `${url.pathname}?moved=1` }, ""] : [200, {}, found];
  }

  function answer({ url: path = "", headers }: IncomingMessage, response: ServerResponse): void {
    const url = new URL(path, `http://${headers.host}`);
    asked.push(`${url.pathname} ${headers.authorization ?? "-"}`);
    const [status, more, body] = answerTo(url, headers.authorization);
    response.writeHead(status, more).end(body);
  }

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    asked,
    put(repository, tag, platforms) {
      const made = platforms.map((platform) => {
        const [os = "", architecture = ""] = platform.split("/");
        const config = keep("blobs", repository, { os, architecture });
        return {
          ...keep("manifests", repository, { config, layers: [{ digest: "sha256:a", size: 1000 }] }),
          platform: { os, architecture },
        };
      });
      const [only] = made;
      const top = made.length === 1 && only ? only : keep("manifests", repository, { manifests: made });
      kept.set(`/v2/${repository}/manifests/${tag}`, kept.get(`/v2/${repository}/manifests/${top.digest}`) ?? Buffer.alloc(0));
      return top.digest;
    },
    protect(username, password) {
      login = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
