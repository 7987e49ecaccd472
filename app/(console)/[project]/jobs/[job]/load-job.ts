import { cache } from "react";
import { loadProject } from "@/app/(console)/[project]/load-project";
import { found } from "@/lib/http/found";
import { getJobByAddress } from "@/lib/jobs/get-job";

export interface JobPageProps {
  readonly params: Promise<{ project: string; job: string }>;
}

/** The job of a page's address, once for the frame and the tab inside it. */
export async function loadJob({ params }: JobPageProps) {
  const { project, job } = await params;
  return load(project, decodeURIComponent(job));
}

const load = cache(async (projectSlug: string, address: string) => {
  const { actor, project, may } = await loadProject(projectSlug);
  const job = await found(getJobByAddress(actor, { projectId: project.id, address }));
  return { actor, project, job, mayWrite: may.has("job:write"), path: `/${project.slug}/jobs/${job.slug}` };
});
