import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { z } from "zod";
import type { Builder } from "@/lib/compute/builder";
import { makePassable } from "@/lib/compute/local/make-passable";
import type { LocalSettings } from "@/lib/compute/local/settings";
import { noLauncher, spawnerOf } from "@/lib/compute/local/spawner";

const word = z.union([
  z.strictObject({ stream: z.enum(["stdout", "stderr"]), text: z.string() }),
  z.strictObject({ code: z.int().nullable() }),
  z.strictObject({ failed: z.string() }),
]);

/** Runs the tools of builds on this machine: as an account of their own where Cairn was started as root, in a private view where there is one. */
export function localBuilder(settings: Omit<LocalSettings, "objects">): Builder {
  const spawner = spawnerOf(settings);
  let probed: Promise<"private" | "plain"> | undefined;
  const view = () => {
    probed ??= spawner.probe().then(
      (isolation) => isolation.view,
      (error: unknown) => {
        probed = undefined;
        throw error;
      },
    );
    return probed;
  };
  return {
    async run({ command, variables, directory, lent, cache, shown, signal, onLine }) {
      signal.throwIfAborted();
      await makePassable(path.dirname(cache));
      await mkdir(cache, { recursive: true, mode: 0o700 });
      const build = await spawner.build({
        argv: [...command],
        cwd: directory,
        env: { ...variables },
        view: await view(),
        lent: [...lent],
        cache,
        shown: shown.filter((each) => existsSync(each)),
      });
      signal.addEventListener("abort", build.cancel, { once: true });
      if (signal.aborted) build.cancel();
      try {
        const end = await hear(build.output, onLine);
        signal.throwIfAborted();
        if ("failed" in end) throw new Error(end.failed);
        return end.code;
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      } finally {
        signal.removeEventListener("abort", build.cancel);
        build.output.destroy();
      }
    },
  };
}

/** Hands on the lines; returns how it ended. */
async function hear(
  output: Readable,
  onLine: (line: string, stream: "stdout" | "stderr") => void,
): Promise<{ code: number | null } | { failed: string }> {
  let rest = "";
  output.setEncoding("utf8");
  for await (const text of output) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const said = word.parse(JSON.parse(line));
      if (!("stream" in said)) return said;
      onLine(said.text, said.stream);
    }
  }
  return noLauncher(new Error("the watcher of a build ended without a word"));
}
