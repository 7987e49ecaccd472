import { z } from "zod";
import type { registryCredentials } from "@/db/schema";
import { isRegistry } from "@/lib/environments/image-reference";

export const putRegistryLoginInput = z
  .strictObject({
    host: z
      .string()
      .trim()
      .toLowerCase()
      .refine(isRegistry, { params: { key: "registries.notHost" } })
      .meta({ description: "As images name it, with a port where it has one: `docker.io`, `registry.example.com:5000`." }),
    username: z.string().trim().min(1).max(200),
    password: z.string().min(1).max(8192).meta({ description: "A password or a token that may pull. Never shown again." }),
  })
  .meta({ id: "RegistryLoginInput" });
export type PutRegistryLoginInput = z.output<typeof putRegistryLoginInput>;

export const registryLoginView = z
  .object({
    id: z.uuid(),
    projectId: z.uuid().nullable().meta({ description: "Null: for the images of every project." }),
    host: z.string(),
    username: z.string(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "RegistryLogin", description: "By whom images are pulled from a registry. Nobody can read the password back." });
export type RegistryLoginView = z.output<typeof registryLoginView>;

export const registryLoginSetView = registryLoginView
  .extend({
    isTried: z.boolean().meta({
      description:
        "Whether the registry itself took it. If not, it cannot be asked from here, or asks nobody who he is: whether it is right shows with the first pull.",
    }),
  })
  .meta({ id: "RegistryLoginSet" });
export type RegistryLoginSetView = z.output<typeof registryLoginSetView>;

export function toRegistryLoginView(
  row: Pick<typeof registryCredentials.$inferSelect, "id" | "projectId" | "host" | "username" | "updatedAt">,
): RegistryLoginView {
  return { id: row.id, projectId: row.projectId, host: row.host, username: row.username, updatedAt: row.updatedAt.toISOString() };
}
