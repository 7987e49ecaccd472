"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { askEndpoint } from "@/lib/endpoints/ask-endpoint";
import { deleteEndpoint, restoreEndpoint } from "@/lib/endpoints/delete-endpoint";
import { createRevision, deployEndpoint } from "@/lib/endpoints/deploy-endpoint";
import {
  askRequest,
  createEndpointKeyInput,
  createRevisionInput,
  deployEndpointInput,
  updateEndpointInput,
} from "@/lib/endpoints/endpoint";
import { createEndpointKey, revokeEndpointKey } from "@/lib/endpoints/endpoint-keys";
import { startEndpoint, stopEndpoint } from "@/lib/endpoints/stop-endpoint";
import { updateEndpoint } from "@/lib/endpoints/update-endpoint";
import { action } from "@/lib/http/action";
import { dryRun, dryRunInput } from "@/lib/scheduling/dry-run";

const one = z.object({ id: z.uuid() });

export const deployEndpointAction = action("endpoint.deploy", deployEndpointInput, async (actor, input) => {
  const { slug } = await deployEndpoint(actor, input);
  return { slug };
});

export const createRevisionAction = action(
  "revision.create",
  createRevisionInput.extend({ endpointId: z.uuid() }),
  async (actor, { endpointId, ...input }) => {
    const { slug } = await createRevision(actor, endpointId, input);
    return { slug };
  },
);

export const startEndpointAction = action("endpoint.start", one, async (actor, { id }) => {
  await startEndpoint(actor, id);
  refresh();
});

export const stopEndpointAction = action("endpoint.stop", one, async (actor, { id }) => {
  await stopEndpoint(actor, id);
  refresh();
});

export const updateEndpointAction = action(
  "endpoint.update",
  updateEndpointInput.extend({ id: z.uuid(), version: z.number().int() }),
  async (actor, { id, version, ...input }) => {
    await updateEndpoint(actor, id, input, version);
    refresh();
  },
);

export const deleteEndpointAction = action("endpoint.delete", one, async (actor, { id }) => {
  await deleteEndpoint(actor, id);
});

export const restoreEndpointAction = action("endpoint.restore", one, async (actor, { id }) => {
  await restoreEndpoint(actor, id);
});

export const createEndpointKeyAction = action("endpoint_key.create", createEndpointKeyInput, async (actor, input) => {
  const { key, token } = await createEndpointKey(actor, input);
  return { key, token };
});

export const revokeEndpointKeyAction = action("endpoint_key.revoke", one, async (actor, { id }) => {
  await revokeEndpointKey(actor, id);
  refresh();
});

export const askEndpointAction = action("endpoint.ask", z.object({ endpointId: z.uuid(), request: askRequest }), (actor, input) =>
  askEndpoint(actor, input),
);

export const tryOutAction = action("endpoint.dry_run", dryRunInput, (actor, input) => dryRun(actor, input));
