"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { buildEnvironmentVersion } from "@/lib/environments/build-environment-version";
import { createEnvironment } from "@/lib/environments/create-environment";
import { deleteEnvironment, restoreEnvironment } from "@/lib/environments/delete-environment";
import { createEnvironmentInput, updateEnvironmentInput } from "@/lib/environments/environment";
import { updateEnvironment } from "@/lib/environments/update-environment";
import { action } from "@/lib/http/action";

const one = z.object({ id: z.uuid() });

export const createEnvironmentAction = action("environment.create", createEnvironmentInput, async (actor, input) => {
  const { slug } = await createEnvironment(actor, input);
  return { slug };
});

const change = updateEnvironmentInput.extend({ id: z.uuid(), version: z.number().int() });

export const updateEnvironmentAction = action("environment.update", change, async (actor, { version, ...input }) => {
  const { slug } = await updateEnvironment(actor, { ...input, ifMatch: version });
  return { slug };
});

export const buildEnvironmentAction = action("environment.build", one.extend({ projectId: z.uuid() }), async (actor, input) => {
  await buildEnvironmentVersion(actor, input);
  refresh();
});

export const deleteEnvironmentAction = action("environment.delete", one, async (actor, { id }) => {
  await deleteEnvironment(actor, id);
  refresh();
});

export const restoreEnvironmentAction = action("environment.restore", one, async (actor, { id }) => {
  await restoreEnvironment(actor, id);
  refresh();
});
