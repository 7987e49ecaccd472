import { idsOfEndpointsToSync, syncEndpoint } from "@/lib/endpoints/sync-endpoint";
import { idsOfEnvironmentsToSync, syncEnvironment } from "@/lib/environments/sync-environment";
import { idsOfJobsToSync, syncJob } from "@/lib/jobs/sync-job";
import { idsOfOperationsToSync, syncOperation } from "@/lib/operations/sync-operation";
import { idsOfTenantsToSync, syncTenant } from "@/lib/projects/sync-tenant";
import type { Noun, Syncing } from "@/lib/worker/noun";

/** Everything the worker keeps in step. A new noun is one verb and one line. */
export const nouns: Readonly<Record<Noun, Syncing>> = {
  job: { sync: syncJob, scan: idsOfJobsToSync },
  environment: { sync: syncEnvironment, scan: idsOfEnvironmentsToSync },
  endpoint: { sync: syncEndpoint, scan: idsOfEndpointsToSync },
  tenant: { sync: syncTenant, scan: idsOfTenantsToSync },
  operation: { sync: syncOperation, scan: idsOfOperationsToSync },
};
