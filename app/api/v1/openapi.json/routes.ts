// Written by: node scripts/list-routes.js

import * as inboxRead from "@/app/api/v1/inbox/read/route";
import * as inbox from "@/app/api/v1/inbox/route";
import * as operationsOperationIdCancel from "@/app/api/v1/operations/[operationId]/cancel/route";
import * as operations from "@/app/api/v1/operations/route";
import * as stream from "@/app/api/v1/stream/route";
import * as things from "@/app/api/v1/things/route";
import type { RouteTable } from "@/lib/openapi/document";

/** Every route of the API, by its path. */
export const routes: RouteTable = {
  "/api/v1/inbox/read": inboxRead,
  "/api/v1/inbox": inbox,
  "/api/v1/operations/{operationId}/cancel": operationsOperationIdCancel,
  "/api/v1/operations": operations,
  "/api/v1/stream": stream,
  "/api/v1/things": things,
};
