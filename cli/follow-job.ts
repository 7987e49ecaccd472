import type { Call } from "@/cli/command";
import { type ExitCode, exitCodes } from "@/cli/exit-codes";
import type { MessageKey } from "@/lib/i18n/keys";
import { translate } from "@/lib/i18n/translator";
import type { JobView } from "@/lib/jobs/job";
import type { LogLineView, LogPageView } from "@/lib/logs/log-line";

const ended: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);

/** Shows a job's log as it is written, and why it waits; ends with it. The exit code says how. */
export async function followJob(call: Call, submitted: Pick<JobView, "id">): Promise<ExitCode> {
  let job = await call.api().get<JobView>(`jobs/${submitted.id}`);
  for (let attempt = ""; attempt !== job.attempt.id; ) {
    attempt = job.attempt.id;
    job = await followAttempt(call, job);
  }
  call.terminal.result(job, []);
  call.terminal.remark([call.words("job.ended", { slug: job.slug, status: job.status }), sentenceOf(call, job)].filter(Boolean).join(" "));
  return job.status === "succeeded" ? exitCodes.ok : exitCodes.failed;
}

/** Follows the newest attempt until the job ends or is tried again. Returns the job as it is then, all lines shown. */
async function followAttempt(call: Call, begun: JobView): Promise<JobView> {
  let [job, line] = [begun, 0];
  let told = tellStatus(call, job, "");
  const isOver = () => ended.has(job.status) || job.attempt.id !== begun.attempt.id;
  const following = new AbortController();
  const topics = `changes:${job.projectId},log:${begun.attempt.id}`;
  const events = isOver() ? [] : call.api().follow("stream", { topics }, following.signal);
  for await (const { event, data } of events) {
    if (event === "lines") line = print(call, (data as { lines: readonly LogLineView[] }).lines, line);
    const concerns = event === "open" || (event === "change" && (data as { subjectId: string }).subjectId === job.id);
    if (!concerns) continue;
    job = await call.api().get<JobView>(`jobs/${job.id}`);
    told = tellStatus(call, job, told);
    if (isOver()) break;
  }
  following.abort();
  await printRest(call, job.id, { attempt: begun.attempt.id, line });
  return job;
}

/** Prints what the log holds behind a line. Returns the number of the last one. */
export async function printRest(call: Call, jobId: string, from: { readonly attempt: string; readonly line: number }): Promise<number> {
  let line = from.line;
  for (;;) {
    const { lines } = await call.api().get<LogPageView>(`jobs/${jobId}/logs`, { attemptId: from.attempt, after: line, limit: 2000 });
    if (lines.length === 0) return line;
    line = print(call, lines, line);
  }
}

function print({ terminal, words }: Call, lines: readonly LogLineView[], after: number): number {
  let last = after;
  for (const line of lines) {
    if (line.number <= last) continue;
    last = line.number;
    if (line.lostBytes) terminal.remark(words("job.logs.lost", { count: line.lostBytes }));
    if (!terminal.isJson) terminal.line(line.text);
  }
  return last;
}

/** Says what it is doing when that changed; why it waits above all. */
function tellStatus(call: Call, job: JobView, told: string): string {
  const now = `${job.status} ${sentenceOf(call, job)}`;
  if (now !== told && !ended.has(job.status)) {
    const status = translate(call.locale, { key: `status.${job.status}` as MessageKey });
    call.terminal.remark(call.words("job.waits", { status, reason: sentenceOf(call, job) }).replace(/[:：]\s*$/, ""));
  }
  return now;
}

function sentenceOf({ locale }: Call, { message }: Pick<JobView, "message">): string {
  return message ? translate(locale, message) : "";
}
