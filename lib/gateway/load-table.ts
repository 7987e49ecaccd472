import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { TableContent } from "@/lib/gateway/table";

/**
 * Reads routes and living endpoint keys. A key is good while its owner is: not disabled, and still someone who may ask in
 * the endpoint's project.
 */
export async function loadTable(): Promise<TableContent> {
  const [routes, keys] = await Promise.all([
    db.execute<TableContent["routes"][number] & Record<string, unknown>>(sql`
      select r.id, r.face, r.address, r.project_id as "projectId", r.subject_id as "subjectId", r.targets
      from routes r join projects p on p.id = r.project_id and p.deleted_at is null order by r.id`),
    db.execute<TableContent["keys"][number] & Record<string, unknown>>(sql`
      select k.id, encode(k.token_hash, 'hex') as hash, k.hint, k.subject_id as "endpointId",
        (extract(epoch from k.expires_at) * 1000)::float8 as "expiresAt"
      from access_keys k
      join endpoints e on e.id = k.subject_id and e.deleted_at is null
      join users u on u.id = k.user_id and u.disabled_at is null and u.deleted_at is null
      where k.kind = 'endpoint' and k.revoked_at is null and k.expires_at > now()
        and exists (select 1 from bindings b where b.subject_kind = 'user' and b.subject_id = u.id
          and ((b.project_id = e.project_id and b.role in ('owner', 'member')) or (b.project_id is null and b.role = 'administrator')))
      order by k.id`),
  ]);
  return { routes: routes.rows, keys: keys.rows };
}
