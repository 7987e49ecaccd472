import { eq, isNull, or, type SQL } from "drizzle-orm";
import { environments } from "@/db/schema";

/** Rows that a project can use: its own and what the platform offers. The caller has authorized reading the project. */
export function usableIn(projectId: string): SQL {
  const usable = or(eq(environments.projectId, projectId), isNull(environments.projectId), eq(environments.visibility, "platform"));
  if (!usable) throw new Error("a condition of three parts is never empty");
  return usable;
}
