import { JobCharts } from "../job-charts";
import { type JobPageProps, loadJob } from "../load-job";

export default async function JobMetricsPage(props: JobPageProps) {
  const { job } = await loadJob(props);
  return <JobCharts runId={job.attempt.runId} hasEnded={job.endedAt !== null} withTools />;
}
