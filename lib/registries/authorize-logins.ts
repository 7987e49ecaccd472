import type { Actor } from "@/lib/auth/actor";
import { authorize, authorizePlatform } from "@/lib/auth/authorize";

/** Whether somebody may see or set the logins of a project, or of the whole installation where none is named. */
export async function authorizeLogins(actor: Actor, permission: "secret:read" | "secret:write", projectId: string | null): Promise<void> {
  if (projectId === null) await authorizePlatform(actor, permission === "secret:read" ? "platform:read" : "platform:clean");
  else await authorize(actor, permission, projectId);
}
