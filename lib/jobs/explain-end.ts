import type { ComputeReason, ComputeReasonKey } from "@/lib/compute/workload";
import { packageOfModule } from "@/lib/environments/build/nearest-package";
import type { Message } from "@/lib/errors";
import { parseTraceback, type Traceback, type TracebackLine } from "@/lib/jobs/parse-traceback";

/** How a program ended, as the backend saw it, and the end of what it wrote. */
export interface End {
  readonly exitCode: number | null;
  readonly exitSignal: string | null;
  readonly reason: ComputeReason | null;
  readonly lines: readonly TracebackLine[];
  readonly memoryBytes: number;
  readonly maxRunSeconds: number | null;
}

/** Why a job failed, as a sentence that names the place and what to do. */
export function explainEnd(end: End): Message {
  return byReason(end) ?? byLog(end) ?? byExit(end);
}

/** Ends that say nothing of their cause: the log has the word. */
const ownEnds: ReadonlySet<ComputeReasonKey> = new Set(["exited", "signalled", "stopped", "starting", "notReady"]);

/** Ends that the platform or the machine caused: the log has no say in them. */
function byReason({ reason, memoryBytes, maxRunSeconds }: End): Message | null {
  if (!reason || ownEnds.has(reason.key)) return null;
  switch (reason.key) {
    case "outOfMemory":
      return { key: "jobs.end.outOfMemory", params: { limitGib: gib(memoryBytes) } };
    case "maxRunTime":
      return { key: "jobs.end.maxRunTime", params: { seconds: maxRunSeconds ?? 0 } };
    case "lost":
      return { key: "jobs.end.lost" };
    case "machineRestarted":
      return { key: "jobs.end.machineRestarted" };
    case "diskFull":
      return { key: "jobs.end.diskFull" };
    case "cannotStart":
      return cannotStart(String(reason.params?.detail ?? ""));
    default:
      return { key: `compute.${reason.key}`, ...(reason.params && { params: { ...reason.params } }) };
  }
}

function cannotStart(detail: string): Message {
  const program = /^(.+): No such file or directory$/.exec(detail)?.[1];
  return program ? { key: "jobs.end.noProgram", params: { program } } : { key: "jobs.end.cannotStart", params: { detail } };
}

function byLog({ lines, exitCode }: End): Message | null {
  if (exitCode === 0) return null;
  const usage = exitCode === 2 ? lines.findLast((line) => /^[^\s:]+: error: /.test(line.text)) : undefined;
  if (usage) return { key: "jobs.end.arguments", params: { detail: usage.text.replace(/^[^\s:]+: error: /, ""), logLine: usage.number } };
  const noFile = lines.findLast((line) => /can't open file '([^']+)'/.test(line.text));
  if (noFile)
    return { key: "jobs.end.noScript", params: { path: /can't open file '([^']+)'/.exec(noFile.text)?.[1] ?? "", logLine: noFile.number } };
  const traceback = parseTraceback(lines);
  return traceback && byTraceback(traceback);
}

function byTraceback(traceback: Traceback): Message {
  const { exception, detail } = traceback;
  const at = { ...placeOf(traceback), logLine: traceback.firstLine };
  const module = /^No module named '([^']+)'/.exec(detail)?.[1];
  if (module) return { key: "jobs.end.missingModule", params: { module, package: packageOfModule(module), ...at } };
  const path = /No such file or directory: '([^']+)'/.exec(detail)?.[1];
  if (path) return { key: "jobs.end.missingFile", params: { path, ...at } };
  if (exception === "SyntaxError" || exception === "IndentationError" || exception === "TabError")
    return { key: "jobs.end.syntax", params: { detail, ...at } };
  if (exception === "MemoryError" || /_ArrayMemoryError$/.test(exception))
    return { key: "jobs.end.memoryError", params: { detail, ...at } };
  if (/OutOfMemoryError$/.test(exception)) return { key: "jobs.end.acceleratorMemory", params: { detail, ...at } };
  if (/No space left on device/.test(detail)) return { key: "jobs.end.diskFull" };
  if (exception === "KeyboardInterrupt") return { key: "jobs.end.interrupted", params: at };
  return at.file === ""
    ? { key: "jobs.end.exceptionElsewhere", params: { exception, detail, ...at } }
    : { key: "jobs.end.exception", params: { exception, detail, ...at } };
}

const byCode: Readonly<Record<number, Message["key"]>> = {
  126: "jobs.end.notExecutable",
  127: "jobs.end.noCommand",
  134: "jobs.end.aborted",
  137: "jobs.end.killed",
  139: "jobs.end.segfault",
  143: "jobs.end.terminated",
};
const bySignal: Readonly<Record<string, number>> = { SIGABRT: 134, SIGKILL: 137, SIGSEGV: 139, SIGTERM: 143, SIGBUS: 139 };

function byExit({ exitCode, exitSignal, memoryBytes }: End): Message {
  const code = exitCode ?? bySignal[exitSignal ?? ""] ?? null;
  const known = code === null ? undefined : byCode[code];
  if (known) return { key: known, params: { limitGib: gib(memoryBytes) } };
  if (exitSignal !== null) return { key: "jobs.end.signalled", params: { signal: exitSignal } };
  return code === null ? { key: "jobs.end.unknown" } : { key: "jobs.end.exited", params: { code } };
}

function placeOf({ place }: Traceback): { readonly file: string; readonly line: number } {
  return { file: place?.file ?? "", line: place?.line ?? 0 };
}

function gib(bytes: number): number {
  return Math.round((bytes / 2 ** 30) * 10) / 10;
}

/** What passes by itself may be tried again; a mistake in the script would only happen again. */
const passing = new Set<Message["key"]>([
  "jobs.end.lost",
  "jobs.end.machineRestarted",
  "jobs.end.killed",
  "jobs.end.segfault",
  "jobs.end.terminated",
  "jobs.end.exception",
  "jobs.end.exceptionElsewhere",
  "jobs.end.exited",
  "jobs.end.signalled",
  "jobs.end.aborted",
  "jobs.end.acceleratorMemory",
  "jobs.end.unknown",
  "jobs.end.absent",
  "jobs.end.absentInCluster",
  "compute.drained",
  "compute.evicted",
  "compute.inputsRefused",
  "compute.inputsUnreachable",
  "compute.nodeLost",
  "compute.podDeleted",
  "compute.preempted",
]);

export function mayPass(reason: Message): boolean {
  return passing.has(reason.key);
}
