import type { ProjectRole } from "@/db/values";

const viewer = [
  "project:read",
  "project:leave",
  "dataset:read",
  "environment:read",
  "job:read",
  "model:read",
  "endpoint:read",
  "operation:read",
] as const;
const member = [
  "dataset:write",
  "dataset:delete",
  "environment:write",
  "job:write",
  "job:stop",
  "model:write",
  "endpoint:write",
  "endpoint:ask",
  "operation:cancel",
  "secret:read",
] as const;
const owner = ["project:update", "project:delete", "member:manage", "audit:read", "secret:write"] as const;

/** What one may do within a project. */
export type ProjectPermission = (typeof viewer)[number] | (typeof member)[number] | (typeof owner)[number];

/** What one may do with the whole installation. */
export type PlatformPermission =
  | "user:read"
  | "user:manage"
  | "platform:read"
  | "platform:clean"
  | "platform:nodes"
  | "platform:limit"
  | "platform:volumes"
  | "platform:audit";

/** The preset roles, as sets of permissions. */
export const rolePermissions: Record<ProjectRole, ReadonlySet<ProjectPermission>> = {
  viewer: new Set(viewer),
  member: new Set([...viewer, ...member]),
  owner: new Set([...viewer, ...member, ...owner]),
};

/** A key with read access may do just what reads. */
export function isReading(permission: ProjectPermission | PlatformPermission): boolean {
  return permission.endsWith(":read") || permission === "platform:audit";
}
