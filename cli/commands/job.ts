import type { Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { findThing } from "@/cli/find";
import { followJob, printRest } from "@/cli/follow-job";
import { table } from "@/cli/terminal";
import { translate } from "@/lib/i18n/translator";
import type { JobItemView, JobView } from "@/lib/jobs/job";

export const jobList: Command = {
  name: "job list",
  takes: "",
  says: "job.list.says",
  async run(call) {
    const { words, terminal, locale } = call;
    const { id: projectId } = await call.project();
    const jobs: JobItemView[] = [];
    for await (const job of call.api().all<JobItemView>("jobs", { projectId })) jobs.push(job);
    const rows = jobs.map(({ slug, status, message, name }) => [
      slug,
      translate(locale, { key: `status.${status}` }),
      name,
      message ? translate(locale, message) : "",
    ]);
    const header = [words("column.address"), words("column.status"), words("column.name"), words("column.reason")];
    terminal.result(jobs, table(header, rows));
    return exitCodes.ok;
  },
};

export const jobLogs: Command = {
  name: "job logs",
  takes: "JOB",
  says: "job.logs.says",
  options: { follow: { type: "boolean", short: "f", says: "job.logs.follow" } },
  async run(call) {
    const job = await findThing<JobItemView>(call, "job", call.positionals[0] ?? "");
    if (call.options["follow"]) return followJob(call, job);
    await printRest(call, job.id, { attempt: job.attemptId, line: 0 });
    return exitCodes.ok;
  },
};

export const jobStop: Command = {
  name: "job stop",
  takes: "JOB",
  says: "job.stop.says",
  async run(call) {
    const job = await findThing<JobItemView>(call, "job", call.positionals[0] ?? "");
    const stopped = await call.api().post<JobView>(`jobs/${job.id}/stop`);
    call.terminal.result(stopped, [call.words("job.stop.done", { slug: job.slug })]);
    return exitCodes.ok;
  },
};
