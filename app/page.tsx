import { redirect } from "next/navigation";
import { requireActor } from "@/lib/auth/require-actor";
import { listProjects } from "@/lib/projects/list-projects";

/** The console opens in the person's own project; someone without any goes to the account page. */
export default async function RootPage() {
  const [first] = await listProjects(await requireActor());
  redirect(first ? `/${first.slug}` : "/account");
}
