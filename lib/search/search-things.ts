import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import type { SearchThingsInput, ThingView } from "@/lib/search/thing";

const most = 200;

/** Living things of a project whose name or address holds the text, newest first. Full-width and half-width forms match each other. */
export async function searchThings(actor: Actor, { projectId, text }: SearchThingsInput): Promise<readonly ThingView[]> {
  await authorize(actor, "project:read", projectId);
  const pattern = `%${text
    .trim()
    .normalize("NFKC")
    .replace(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await db.execute<ThingView & Record<string, unknown>>(sql`
    with things as (
      select 'dataset' as kind, id, slug, name, null as status, updated_at from datasets where project_id = ${projectId} and deleted_at is null
      union all select 'environment', id, slug, name, null, updated_at from environments
        where (project_id = ${projectId} or project_id is null) and deleted_at is null
      union all select 'job', id, slug, name, status, updated_at from jobs where project_id = ${projectId} and deleted_at is null
      union all select 'model', id, slug, name, null, updated_at from models where project_id = ${projectId} and deleted_at is null
      union all select 'endpoint', id, slug, name, status, updated_at from endpoints where project_id = ${projectId} and deleted_at is null)
    select kind, id, slug, name, status from things
    where normalize(name, NFKC) ilike ${pattern} or slug ilike ${pattern}
    order by updated_at desc limit ${most}`);
  return rows;
}
