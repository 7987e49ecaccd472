import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { BuildFailure } from "@/lib/environments/build/build-failure";
import { cacheFolder, environmentFolder, environmentsFolder } from "@/lib/environments/build/build-paths";
import { explainFailure } from "@/lib/environments/build/explain-failure";
import { fetchUv } from "@/lib/environments/build/fetch-uv";
import { folderSize } from "@/lib/environments/build/folder-size";
import { changeModes, makeLentFolder, withWorkFolder } from "@/lib/environments/build/lent-folder";
import { readOwnFile, writeOwnFile } from "@/lib/environments/build/own-file";
import { buildVariables, indexArguments } from "@/lib/environments/build/package-index";
import { python, pythonFacts } from "@/lib/environments/build/python";
import { runTool } from "@/lib/environments/build/run-tool";

export interface Build {
  readonly requirements: string;
  /** The lock of an earlier build: then nothing is resolved anew. */
  readonly lock: string | null;
  readonly signal: AbortSignal;
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
  /** What is being done now. */
  readonly onStep: (step: 1 | 2) => void;
}

export interface BuiltEnvironment {
  readonly lock: string;
  readonly lockHash: string;
  readonly pythonVersion: string;
  readonly sizeBytes: number;
}

/**
 * Resolves requirements to a lock and installs exactly that, from wheels alone, into the folder of the lock's hash. A folder
 * counts once its READY stands: one that was cut short is built anew, one that is there is shared. Throws BuildFailure.
 */
export async function buildEnvironment(build: Build): Promise<BuiltEnvironment> {
  const facts = await pythonFacts();
  const uv = await fetchUv(build);
  return withWorkFolder(async (work) => {
    build.onStep(1);
    const lock = build.lock ?? (await resolveLock(uv, work, build));
    const lockHash = hashOf({ version: facts.version, platform: facts.platform, executable: facts.executable, lock });
    if (!isBuilt(lockHash)) await once(lockHash, () => install(uv, lock, lockHash, work, build));
    else build.onLine("This set of packages is installed already and is shared.", "stdout");
    return { lock, lockHash, pythonVersion: facts.version, sizeBytes: await readSize(lockHash) };
  });
}

/** Whether the folder of a lock is whole. */
export function isBuilt(lockHash: string): boolean {
  return lstatSync(path.join(environmentFolder(lockHash), "READY"), { throwIfNoEntry: false })?.isFile() ?? false;
}

const underWay = new Map<string, Promise<void>>();

/** Two versions with one lock share one build. */
async function once(lockHash: string, run: () => Promise<void>): Promise<void> {
  const other = underWay.get(lockHash);
  if (other) {
    await other.catch(() => undefined);
    if (isBuilt(lockHash)) return;
  }
  const mine = run().finally(() => underWay.delete(lockHash));
  underWay.set(lockHash, mine);
  await mine;
}

async function resolveLock(uv: string, work: string, build: Build): Promise<string> {
  build.onLine("$ uv pip compile requirements.txt --generate-hashes --only-binary :all:", "stdout");
  await writeFile(path.join(work, "requirements.txt"), `${build.requirements}\n`);
  const lock: string[] = [];
  await run(
    { ...build, onLine: (line, stream) => (stream === "stdout" ? lock.push(line) : build.onLine(line, stream)) },
    work,
    [],
    [
      uv,
      ...["pip", "compile", "requirements.txt", "--quiet", "--generate-hashes", "--only-binary", ":all:"],
      ...["--python", python, "--no-header", "--no-annotate", "--no-emit-find-links", "--no-emit-index-url"],
      ...common(),
      ...indexArguments(),
    ],
  );
  const text = lock.map((line) => `${line}\n`).join("");
  for (const [, name, version] of text.matchAll(/^([^\s=]+)==(\S+)/gm)) build.onLine(`  ${name} ${version}`, "stdout");
  return text;
}

async function install(uv: string, lock: string, lockHash: string, work: string, build: Build): Promise<void> {
  const folder = environmentFolder(lockHash);
  await makeLentFolder(folder);
  build.onStep(2);
  build.onLine("$ uv venv", "stdout");
  await run(build, work, [folder], [uv, "venv", folder, "--python", python, "--quiet", ...common()]);
  if (/^\S/m.test(lock)) {
    build.onLine("$ uv pip sync lock.txt --require-hashes --only-binary :all:", "stdout");
    await writeOwnFile(path.join(work, "lock.txt"), lock);
    const interpreter = path.join(folder, "bin", "python");
    // Copied, not linked: what one build writes into the cache afterwards must not change this environment.
    await run(
      build,
      work,
      [folder],
      [
        uv,
        ...["pip", "sync", "lock.txt", "--python", interpreter, "--require-hashes", "--only-binary", ":all:", "--link-mode", "copy"],
        ...common(),
        ...indexArguments(),
      ],
    );
  }
  await writeOwnFile(path.join(folder, "lock.txt"), lock);
  // Jobs have accounts of their own; whatever the umask was, they may read and run what was installed.
  await changeModes("a+rX,go-w", folder);
  const sizeBytes = await folderSize(folder);
  await writeOwnFile(path.join(folder, "READY"), `${JSON.stringify({ sizeBytes })}\n`);
}

/**
 * What can wait until the environment is in use: compiles its modules at low priority, so that later imports are faster,
 * and takes away every right to write. None of the packages' code is run by it.
 */
export async function settleEnvironment(lockHash: string, signal: AbortSignal): Promise<void> {
  const folder = environmentFolder(lockHash);
  // Files that are meant for another Python do not compile; nobody imports them here.
  await runTool({
    command: ["nice", "-n", "15", python, "-I", "-S", "-m", "compileall", "-q", path.join(folder, "lib")],
    variables: buildVariables(folder),
    directory: folder,
    lent: [folder],
    signal,
    onLine: () => undefined,
  });
  await changeModes("a-w,a+rX", folder);
}

function common(): readonly string[] {
  return ["--no-config", "--no-python-downloads", "--cache-dir", cacheFolder, "--color", "never"];
}

/** Enough to see why a tool failed, however much it says. */
const mostLines = 10_000;

async function run(build: Build, work: string, lent: readonly string[], command: readonly string[]): Promise<void> {
  const said: string[] = [];
  const code = await runTool({
    command,
    directory: work,
    variables: buildVariables(work),
    lent: [work, ...lent],
    signal: build.signal,
    onLine: (line, stream) => {
      if (said.push(line) > mostLines) said.shift();
      build.onLine(withoutSecrets(line), stream);
    },
  });
  if (code !== 0) throw new BuildFailure(explainFailure(said, path.basename(command[0] ?? "")));
}

/** Names and passwords in addresses, and where this installation keeps its files. */
function withoutSecrets(line: string): string {
  return line.replace(/(https?:\/\/)[^\s/@]+@/g, "$1").replaceAll(environmentsFolder, "environments");
}

async function readSize(lockHash: string): Promise<number> {
  const ready: unknown = JSON.parse((await readOwnFile(path.join(environmentFolder(lockHash), "READY"))).toString());
  return ready !== null && typeof ready === "object" && "sizeBytes" in ready && typeof ready.sizeBytes === "number" ? ready.sizeBytes : 0;
}

function hashOf(parts: Readonly<Record<string, string>>): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
