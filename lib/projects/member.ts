import { z } from "zod";
import type { bindings, users } from "@/db/schema";
import { projectRoles } from "@/db/values";

export const memberView = z
  .object({
    userId: z.uuid(),
    name: z.string(),
    displayName: z.string(),
    role: z.enum(projectRoles),
    isDisabled: z.boolean(),
    since: z.iso.datetime(),
  })
  .meta({ id: "Member", description: "A person with a role in a project." });
export type MemberView = z.output<typeof memberView>;

export const addMemberInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .transform((text) => text.normalize("NFKC").toLowerCase())
    .meta({ description: "Sign-in name of the person." }),
  role: z.enum(projectRoles),
});
export type AddMemberInput = z.output<typeof addMemberInput>;

export const changeRoleInput = z.strictObject({ role: z.enum(projectRoles) });

export function toMemberView(user: typeof users.$inferSelect, binding: typeof bindings.$inferSelect): MemberView {
  return {
    userId: user.id,
    name: user.name,
    displayName: user.displayName,
    role: binding.role === "administrator" ? "owner" : binding.role,
    isDisabled: user.disabledAt !== null,
    since: binding.createdAt.toISOString(),
  };
}
