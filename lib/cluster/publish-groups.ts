import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { computes } from "@/db/schema";
import { type ComputeBackend, discoversGroups } from "@/lib/compute/backend";

/** For the worker: writes down what APIs the cluster has. */
export async function publishGroups(backend: ComputeBackend): Promise<void> {
  if (!discoversGroups(backend)) return;
  const groups = await backend.apiGroups();
  await db.update(computes).set({ groups }).where(eq(computes.name, backend.name));
}
