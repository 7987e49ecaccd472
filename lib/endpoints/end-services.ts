import { isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { revisions } from "@/db/schema";
import { leavesOutputsHere } from "@/lib/compute/backend";
import { type BackendName, backendNamed } from "@/lib/compute/backends";

const waitMs = 12_000;

/** Ends every model server of this machine with Cairn itself. What is wanted stays so: at the next start they come back; a cluster's go on. */
export async function endServices(): Promise<void> {
  const rows = await db.select({ id: revisions.id, compute: revisions.compute }).from(revisions).where(isNull(revisions.endedAt));
  const byCompute = Map.groupBy(rows, ({ compute }) => compute);
  const until = Date.now() + waitMs;
  for (const [compute, list] of byCompute) {
    if (compute === null) continue;
    const backend = backendNamed(compute as BackendName);
    if (!leavesOutputsHere(backend)) continue;
    const ids = list.map(({ id }) => id);
    await Promise.all(ids.map((id) => backend.stop(id).catch(() => undefined)));
    while (Date.now() < until) {
      const seen = await backend.observe(ids);
      const running = ids.filter((id) => {
        const one = seen.get(id);
        return one !== undefined && one !== "absent" && (one.phase === "running" || one.phase === "pending");
      });
      if (running.length === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
