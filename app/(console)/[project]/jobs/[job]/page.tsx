import { listOutputs } from "@/lib/jobs/list-outputs";
import { Failure } from "./failure";
import { JobCharts } from "./job-charts";
import { JobLog } from "./job-log";
import { type JobPageProps, loadJob } from "./load-job";
import { OutputPanel } from "./output-panel";

/** Is it well, and if not, what now: the cause first, then charts, log and what it left. */
export default async function JobOverviewPage(props: JobPageProps) {
  const { actor, job, project, path, mayWrite } = await loadJob(props);
  const outputs = await listOutputs(actor, job.attempt.id);
  return (
    <div className="grid gap-4">
      {job.status === "failed" && job.message ? <Failure job={job} path={path} project={project.slug} mayWrite={mayWrite} /> : null}
      <JobCharts runId={job.attempt.runId} most={4} hasEnded={job.endedAt !== null} />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_400px]">
        <JobLog job={job} className="h-100" />
        <OutputPanel job={job} outputs={outputs} project={project.slug} mayWrite={mayWrite} most={8} path={path} />
      </div>
    </div>
  );
}
