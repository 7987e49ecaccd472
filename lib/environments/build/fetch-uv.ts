import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { BuildFailure } from "@/lib/environments/build/build-failure";
import { toolsFolder, uvFolder, uvVersion } from "@/lib/environments/build/build-paths";
import { explainFailure } from "@/lib/environments/build/explain-failure";
import { withWorkFolder } from "@/lib/environments/build/lent-folder";
import { readOwnFile } from "@/lib/environments/build/own-file";
import { indexSettingsOfPip } from "@/lib/environments/build/package-index";
import { python } from "@/lib/environments/build/python";
import { runTool, type ToolRun } from "@/lib/environments/build/run-tool";

/** SHA-256 of the wheels of uv for the platforms that Cairn runs on; pip refuses any other file. */
const wheelHashes = [
  "e18a57b8b352eb7c8feb317b9f6f533c8f0ad9673fd6cf34bbe3cf1a9f6a8984", // Linux x86-64
  "5337c30bb893b4f9ce0ceb921ba2da0d13f649da644f40ad3bef84083bef0203", // Linux arm64
  "62b6943c7fd64fac6854f780bea6e0359e5a5bc3241f83ee357bb38276afac49", // macOS arm64
  "b7124ca1956ec2e476a1003ea5715a15f0266afaec37f4dc9c6972ba8183e6d1", // macOS x86-64
];

/** The path of uv, fetched as a wheel by the machine's own pip the first time. Throws BuildFailure when it cannot be had. */
export async function fetchUv(options: Pick<ToolRun, "signal" | "onLine">): Promise<string> {
  const program = path.join(uvFolder, "uv");
  if (existsSync(program)) return program;
  const wheel = await withWorkFolder((work) => downloadWheel(work, options));
  const unpacking = path.join(toolsFolder, `.uv-${randomUUID()}`);
  await mkdir(unpacking, { recursive: true });
  try {
    const file = path.join(unpacking, "uv.whl");
    await writeFile(file, wheel);
    await promisify(execFile)(python, ["-I", "-m", "zipfile", "-e", file, unpacking], { env: {} as NodeJS.ProcessEnv });
    const unpacked = path.join(unpacking, `uv-${uvVersion}.data`, "scripts", "uv");
    await chmod(unpacked, 0o755);
    await mkdir(uvFolder, { recursive: true });
    for (const passed of [toolsFolder, uvFolder]) await chmod(passed, 0o755);
    await rename(unpacked, program);
    return program;
  } finally {
    await rm(unpacking, { recursive: true, force: true });
  }
}

/** The bytes of uv's wheel, which are what they should be whatever became of pip. */
async function downloadWheel(work: string, options: Pick<ToolRun, "signal" | "onLine">): Promise<Buffer> {
  options.onLine(`$ pip download uv==${uvVersion} --require-hashes`, "stdout");
  const pin = [`uv==${uvVersion}`, ...wheelHashes.map((hash) => `--hash=sha256:${hash}`)].join(" \\\n  ");
  await writeFile(path.join(work, "uv.txt"), `${pin}\n`);
  await run(
    [python, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", "uv.txt", "-d", "."],
    work,
    options,
  );
  const name = (await readdir(work)).find((each) => each.endsWith(".whl"));
  if (!name) throw new Error("pip fetched no wheel of uv");
  const wheel = await readOwnFile(path.join(work, name));
  if (!wheelHashes.includes(createHash("sha256").update(wheel).digest("hex"))) throw new Error("pip fetched another wheel than that of uv");
  return wheel;
}

async function run(command: readonly string[], directory: string, { signal, onLine }: Pick<ToolRun, "signal" | "onLine">): Promise<void> {
  const said: string[] = [];
  const code = await runTool({
    command,
    directory,
    variables: indexSettingsOfPip(directory),
    lent: [directory],
    signal,
    onLine: (line, stream) => {
      said.push(line);
      onLine(line, stream);
    },
  });
  if (code !== 0) throw new BuildFailure(explainFailure(said, "uv"));
}
