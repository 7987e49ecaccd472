import { listOutputs } from "@/lib/jobs/list-outputs";
import { type JobPageProps, loadJob } from "../load-job";
import { OutputPanel } from "../output-panel";

export default async function JobOutputsPage(props: JobPageProps) {
  const { actor, job, project, path, mayWrite } = await loadJob(props);
  const outputs = await listOutputs(actor, job.attempt.id);
  return <OutputPanel job={job} outputs={outputs} project={project.slug} path={path} mayWrite={mayWrite} />;
}
