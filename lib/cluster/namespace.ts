import { z } from "zod";

/** Operations that remove a project's namespace; the second takes what is in it along. */
export const removalKinds = ["namespace.remove", "namespace.remove_with_content"] as const;

export const namespaceContent = z
  .object({ workloads: z.number().int(), volumes: z.number().int(), foreign: z.number().int() })
  .meta({ description: "`foreign`: what others put there by hand." });

export const namespaceView = z
  .object({
    name: z.string(),
    projectId: z.uuid(),
    project: z
      .object({ name: z.string(), slug: z.string(), isDeleted: z.boolean() })
      .nullable()
      .meta({ description: "Null where the database does not know the project." }),
    isEnding: z.boolean(),
    content: namespaceContent.nullable().meta({ description: "What is in it; null until the worker looked." }),
    lookedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Namespace", description: "The place of a project on the cluster." });
export type NamespaceView = z.output<typeof namespaceView>;

export const removeNamespaceOptions = z.object({
  evenIfUsed: z.boolean().default(false).meta({ description: "What is in it goes too, volumes with their data." }),
});
export const removeNamespaceInput = removeNamespaceOptions.extend({ projectId: z.uuid() });
export type RemoveNamespaceInput = z.output<typeof removeNamespaceInput>;
