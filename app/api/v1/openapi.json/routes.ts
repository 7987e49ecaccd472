// Written by: node scripts/list-routes.js

import * as accessKeysKeyId from "@/app/api/v1/access-keys/[keyId]/route";
import * as accessKeys from "@/app/api/v1/access-keys/route";
import * as attemptsAttemptIdLog from "@/app/api/v1/attempts/[attemptId]/log/route";
import * as attemptsAttemptIdOutputsDownload from "@/app/api/v1/attempts/[attemptId]/outputs/download/route";
import * as attemptsAttemptIdOutputs from "@/app/api/v1/attempts/[attemptId]/outputs/route";
import * as attemptsAttemptId from "@/app/api/v1/attempts/[attemptId]/route";
import * as auditEvents from "@/app/api/v1/audit-events/route";
import * as capacity from "@/app/api/v1/capacity/route";
import * as datasetVersionsVersionIdCommit from "@/app/api/v1/dataset-versions/[versionId]/commit/route";
import * as datasetVersionsVersionIdDiff from "@/app/api/v1/dataset-versions/[versionId]/diff/route";
import * as datasetVersionsVersionIdDownload from "@/app/api/v1/dataset-versions/[versionId]/download/route";
import * as datasetVersionsVersionIdFiles from "@/app/api/v1/dataset-versions/[versionId]/files/route";
import * as datasetVersionsVersionIdPreview from "@/app/api/v1/dataset-versions/[versionId]/preview/route";
import * as datasetVersionsVersionIdRemoveFiles from "@/app/api/v1/dataset-versions/[versionId]/remove-files/route";
import * as datasetVersionsVersionId from "@/app/api/v1/dataset-versions/[versionId]/route";
import * as datasetVersionsVersionIdUploads from "@/app/api/v1/dataset-versions/[versionId]/uploads/route";
import * as datasetVersionsVersionIdUsers from "@/app/api/v1/dataset-versions/[versionId]/users/route";
import * as datasetsDatasetIdRestore from "@/app/api/v1/datasets/[datasetId]/restore/route";
import * as datasetsDatasetId from "@/app/api/v1/datasets/[datasetId]/route";
import * as datasetsDatasetIdVersions from "@/app/api/v1/datasets/[datasetId]/versions/route";
import * as datasets from "@/app/api/v1/datasets/route";
import * as datasetsSamples from "@/app/api/v1/datasets/samples/route";
import * as endpointKeysKeyId from "@/app/api/v1/endpoint-keys/[keyId]/route";
import * as endpointKeys from "@/app/api/v1/endpoint-keys/route";
import * as endpointsEndpointIdAsk from "@/app/api/v1/endpoints/[endpointId]/ask/route";
import * as endpointsEndpointIdLog from "@/app/api/v1/endpoints/[endpointId]/log/route";
import * as endpointsEndpointIdRestore from "@/app/api/v1/endpoints/[endpointId]/restore/route";
import * as endpointsEndpointIdRevisions from "@/app/api/v1/endpoints/[endpointId]/revisions/route";
import * as endpointsEndpointId from "@/app/api/v1/endpoints/[endpointId]/route";
import * as endpointsEndpointIdStart from "@/app/api/v1/endpoints/[endpointId]/start/route";
import * as endpointsEndpointIdStop from "@/app/api/v1/endpoints/[endpointId]/stop/route";
import * as endpointsEndpointIdTimeline from "@/app/api/v1/endpoints/[endpointId]/timeline/route";
import * as endpointsEndpointIdUsage from "@/app/api/v1/endpoints/[endpointId]/usage/route";
import * as endpoints from "@/app/api/v1/endpoints/route";
import * as environmentVersionsVersionIdBuild from "@/app/api/v1/environment-versions/[versionId]/build/route";
import * as environmentVersionsVersionIdLog from "@/app/api/v1/environment-versions/[versionId]/log/route";
import * as environmentVersionsVersionId from "@/app/api/v1/environment-versions/[versionId]/route";
import * as environmentsEnvironmentIdRestore from "@/app/api/v1/environments/[environmentId]/restore/route";
import * as environmentsEnvironmentId from "@/app/api/v1/environments/[environmentId]/route";
import * as environmentsEnvironmentIdVersions from "@/app/api/v1/environments/[environmentId]/versions/route";
import * as environments from "@/app/api/v1/environments/route";
import * as inboxRead from "@/app/api/v1/inbox/read/route";
import * as inbox from "@/app/api/v1/inbox/route";
import * as jobsJobIdClone from "@/app/api/v1/jobs/[jobId]/clone/route";
import * as jobsJobIdLogs from "@/app/api/v1/jobs/[jobId]/logs/route";
import * as jobsJobIdLogsStream from "@/app/api/v1/jobs/[jobId]/logs/stream/route";
import * as jobsJobIdLogsText from "@/app/api/v1/jobs/[jobId]/logs/text/route";
import * as jobsJobIdMetrics from "@/app/api/v1/jobs/[jobId]/metrics/route";
import * as jobsJobIdOutputsDownload from "@/app/api/v1/jobs/[jobId]/outputs/download/route";
import * as jobsJobIdOutputs from "@/app/api/v1/jobs/[jobId]/outputs/route";
import * as jobsJobIdRestore from "@/app/api/v1/jobs/[jobId]/restore/route";
import * as jobsJobIdRetry from "@/app/api/v1/jobs/[jobId]/retry/route";
import * as jobsJobId from "@/app/api/v1/jobs/[jobId]/route";
import * as jobsJobIdStop from "@/app/api/v1/jobs/[jobId]/stop/route";
import * as jobs from "@/app/api/v1/jobs/route";
import * as me from "@/app/api/v1/me/route";
import * as modelVersionsVersionIdDownload from "@/app/api/v1/model-versions/[versionId]/download/route";
import * as modelVersionsVersionIdFiles from "@/app/api/v1/model-versions/[versionId]/files/route";
import * as modelVersionsVersionIdRestore from "@/app/api/v1/model-versions/[versionId]/restore/route";
import * as modelVersionsVersionId from "@/app/api/v1/model-versions/[versionId]/route";
import * as modelsModelIdRestore from "@/app/api/v1/models/[modelId]/restore/route";
import * as modelsModelId from "@/app/api/v1/models/[modelId]/route";
import * as modelsModelIdVersions from "@/app/api/v1/models/[modelId]/versions/route";
import * as models from "@/app/api/v1/models/route";
import * as namespacesProjectIdRemove from "@/app/api/v1/namespaces/[projectId]/remove/route";
import * as namespaces from "@/app/api/v1/namespaces/route";
import * as nodesNameCordon from "@/app/api/v1/nodes/[name]/cordon/route";
import * as nodesNameDrainCancel from "@/app/api/v1/nodes/[name]/drain/cancel/route";
import * as nodesNameDrainPlan from "@/app/api/v1/nodes/[name]/drain/plan/route";
import * as nodesNameDrain from "@/app/api/v1/nodes/[name]/drain/route";
import * as nodesName from "@/app/api/v1/nodes/[name]/route";
import * as nodesNameUncordon from "@/app/api/v1/nodes/[name]/uncordon/route";
import * as nodes from "@/app/api/v1/nodes/route";
import * as operationsOperationIdCancel from "@/app/api/v1/operations/[operationId]/cancel/route";
import * as operationsOperationId from "@/app/api/v1/operations/[operationId]/route";
import * as operations from "@/app/api/v1/operations/route";
import * as projectsProjectIdLimitsEgress from "@/app/api/v1/projects/[projectId]/limits/egress/route";
import * as projectsProjectIdLimits from "@/app/api/v1/projects/[projectId]/limits/route";
import * as projectsProjectIdMembersUserId from "@/app/api/v1/projects/[projectId]/members/[userId]/route";
import * as projectsProjectIdMembers from "@/app/api/v1/projects/[projectId]/members/route";
import * as projectsProjectIdRegistryLoginsLoginId from "@/app/api/v1/projects/[projectId]/registry-logins/[loginId]/route";
import * as projectsProjectIdRegistryLogins from "@/app/api/v1/projects/[projectId]/registry-logins/route";
import * as projectsProjectIdRestore from "@/app/api/v1/projects/[projectId]/restore/route";
import * as projectsProjectId from "@/app/api/v1/projects/[projectId]/route";
import * as projectsProjectIdSecretsSecretId from "@/app/api/v1/projects/[projectId]/secrets/[secretId]/route";
import * as projectsProjectIdSecrets from "@/app/api/v1/projects/[projectId]/secrets/route";
import * as projectsProjectIdSharedVolumes from "@/app/api/v1/projects/[projectId]/shared-volumes/route";
import * as projects from "@/app/api/v1/projects/route";
import * as registryLoginsLoginId from "@/app/api/v1/registry-logins/[loginId]/route";
import * as registryLogins from "@/app/api/v1/registry-logins/route";
import * as runsRunIdMetrics from "@/app/api/v1/runs/[runId]/metrics/route";
import * as runsRunIdMetricsStream from "@/app/api/v1/runs/[runId]/metrics/stream/route";
import * as sessionsSessionId from "@/app/api/v1/sessions/[sessionId]/route";
import * as sessionsConfirm from "@/app/api/v1/sessions/confirm/route";
import * as sessions from "@/app/api/v1/sessions/route";
import * as sharedVolumesVolumeId from "@/app/api/v1/shared-volumes/[volumeId]/route";
import * as sharedVolumes from "@/app/api/v1/shared-volumes/route";
import * as stream from "@/app/api/v1/stream/route";
import * as things from "@/app/api/v1/things/route";
import * as usersUserIdAdministrator from "@/app/api/v1/users/[userId]/administrator/route";
import * as usersUserIdDisable from "@/app/api/v1/users/[userId]/disable/route";
import * as usersUserIdEnable from "@/app/api/v1/users/[userId]/enable/route";
import * as usersUserIdResetPassword from "@/app/api/v1/users/[userId]/reset-password/route";
import * as usersUserId from "@/app/api/v1/users/[userId]/route";
import * as users from "@/app/api/v1/users/route";
import * as workloadFlush from "@/app/api/v1/workload/flush/route";
import * as workloadMetrics from "@/app/api/v1/workload/metrics/route";
import * as workloadMountsIndexFiles from "@/app/api/v1/workload/mounts/[index]/files/route";
import * as workloadProgress from "@/app/api/v1/workload/progress/route";
import * as workload from "@/app/api/v1/workload/route";
import * as workloadUploadsUploadIdComplete from "@/app/api/v1/workload/uploads/[uploadId]/complete/route";
import * as workloadUploads from "@/app/api/v1/workload/uploads/route";
import type { RouteTable } from "@/lib/openapi/document";

/** Every route of the API, by its path. */
export const routes: RouteTable = {
  "/api/v1/access-keys/{keyId}": accessKeysKeyId,
  "/api/v1/access-keys": accessKeys,
  "/api/v1/attempts/{attemptId}/log": attemptsAttemptIdLog,
  "/api/v1/attempts/{attemptId}/outputs/download": attemptsAttemptIdOutputsDownload,
  "/api/v1/attempts/{attemptId}/outputs": attemptsAttemptIdOutputs,
  "/api/v1/attempts/{attemptId}": attemptsAttemptId,
  "/api/v1/audit-events": auditEvents,
  "/api/v1/capacity": capacity,
  "/api/v1/dataset-versions/{versionId}/commit": datasetVersionsVersionIdCommit,
  "/api/v1/dataset-versions/{versionId}/diff": datasetVersionsVersionIdDiff,
  "/api/v1/dataset-versions/{versionId}/download": datasetVersionsVersionIdDownload,
  "/api/v1/dataset-versions/{versionId}/files": datasetVersionsVersionIdFiles,
  "/api/v1/dataset-versions/{versionId}/preview": datasetVersionsVersionIdPreview,
  "/api/v1/dataset-versions/{versionId}/remove-files": datasetVersionsVersionIdRemoveFiles,
  "/api/v1/dataset-versions/{versionId}": datasetVersionsVersionId,
  "/api/v1/dataset-versions/{versionId}/uploads": datasetVersionsVersionIdUploads,
  "/api/v1/dataset-versions/{versionId}/users": datasetVersionsVersionIdUsers,
  "/api/v1/datasets/{datasetId}/restore": datasetsDatasetIdRestore,
  "/api/v1/datasets/{datasetId}": datasetsDatasetId,
  "/api/v1/datasets/{datasetId}/versions": datasetsDatasetIdVersions,
  "/api/v1/datasets": datasets,
  "/api/v1/datasets/samples": datasetsSamples,
  "/api/v1/endpoint-keys/{keyId}": endpointKeysKeyId,
  "/api/v1/endpoint-keys": endpointKeys,
  "/api/v1/endpoints/{endpointId}/ask": endpointsEndpointIdAsk,
  "/api/v1/endpoints/{endpointId}/log": endpointsEndpointIdLog,
  "/api/v1/endpoints/{endpointId}/restore": endpointsEndpointIdRestore,
  "/api/v1/endpoints/{endpointId}/revisions": endpointsEndpointIdRevisions,
  "/api/v1/endpoints/{endpointId}": endpointsEndpointId,
  "/api/v1/endpoints/{endpointId}/start": endpointsEndpointIdStart,
  "/api/v1/endpoints/{endpointId}/stop": endpointsEndpointIdStop,
  "/api/v1/endpoints/{endpointId}/timeline": endpointsEndpointIdTimeline,
  "/api/v1/endpoints/{endpointId}/usage": endpointsEndpointIdUsage,
  "/api/v1/endpoints": endpoints,
  "/api/v1/environment-versions/{versionId}/build": environmentVersionsVersionIdBuild,
  "/api/v1/environment-versions/{versionId}/log": environmentVersionsVersionIdLog,
  "/api/v1/environment-versions/{versionId}": environmentVersionsVersionId,
  "/api/v1/environments/{environmentId}/restore": environmentsEnvironmentIdRestore,
  "/api/v1/environments/{environmentId}": environmentsEnvironmentId,
  "/api/v1/environments/{environmentId}/versions": environmentsEnvironmentIdVersions,
  "/api/v1/environments": environments,
  "/api/v1/inbox/read": inboxRead,
  "/api/v1/inbox": inbox,
  "/api/v1/jobs/{jobId}/clone": jobsJobIdClone,
  "/api/v1/jobs/{jobId}/logs": jobsJobIdLogs,
  "/api/v1/jobs/{jobId}/logs/stream": jobsJobIdLogsStream,
  "/api/v1/jobs/{jobId}/logs/text": jobsJobIdLogsText,
  "/api/v1/jobs/{jobId}/metrics": jobsJobIdMetrics,
  "/api/v1/jobs/{jobId}/outputs/download": jobsJobIdOutputsDownload,
  "/api/v1/jobs/{jobId}/outputs": jobsJobIdOutputs,
  "/api/v1/jobs/{jobId}/restore": jobsJobIdRestore,
  "/api/v1/jobs/{jobId}/retry": jobsJobIdRetry,
  "/api/v1/jobs/{jobId}": jobsJobId,
  "/api/v1/jobs/{jobId}/stop": jobsJobIdStop,
  "/api/v1/jobs": jobs,
  "/api/v1/me": me,
  "/api/v1/model-versions/{versionId}/download": modelVersionsVersionIdDownload,
  "/api/v1/model-versions/{versionId}/files": modelVersionsVersionIdFiles,
  "/api/v1/model-versions/{versionId}/restore": modelVersionsVersionIdRestore,
  "/api/v1/model-versions/{versionId}": modelVersionsVersionId,
  "/api/v1/models/{modelId}/restore": modelsModelIdRestore,
  "/api/v1/models/{modelId}": modelsModelId,
  "/api/v1/models/{modelId}/versions": modelsModelIdVersions,
  "/api/v1/models": models,
  "/api/v1/namespaces/{projectId}/remove": namespacesProjectIdRemove,
  "/api/v1/namespaces": namespaces,
  "/api/v1/nodes/{name}/cordon": nodesNameCordon,
  "/api/v1/nodes/{name}/drain/cancel": nodesNameDrainCancel,
  "/api/v1/nodes/{name}/drain/plan": nodesNameDrainPlan,
  "/api/v1/nodes/{name}/drain": nodesNameDrain,
  "/api/v1/nodes/{name}": nodesName,
  "/api/v1/nodes/{name}/uncordon": nodesNameUncordon,
  "/api/v1/nodes": nodes,
  "/api/v1/operations/{operationId}/cancel": operationsOperationIdCancel,
  "/api/v1/operations/{operationId}": operationsOperationId,
  "/api/v1/operations": operations,
  "/api/v1/projects/{projectId}/limits/egress": projectsProjectIdLimitsEgress,
  "/api/v1/projects/{projectId}/limits": projectsProjectIdLimits,
  "/api/v1/projects/{projectId}/members/{userId}": projectsProjectIdMembersUserId,
  "/api/v1/projects/{projectId}/members": projectsProjectIdMembers,
  "/api/v1/projects/{projectId}/registry-logins/{loginId}": projectsProjectIdRegistryLoginsLoginId,
  "/api/v1/projects/{projectId}/registry-logins": projectsProjectIdRegistryLogins,
  "/api/v1/projects/{projectId}/restore": projectsProjectIdRestore,
  "/api/v1/projects/{projectId}": projectsProjectId,
  "/api/v1/projects/{projectId}/secrets/{secretId}": projectsProjectIdSecretsSecretId,
  "/api/v1/projects/{projectId}/secrets": projectsProjectIdSecrets,
  "/api/v1/projects/{projectId}/shared-volumes": projectsProjectIdSharedVolumes,
  "/api/v1/projects": projects,
  "/api/v1/registry-logins/{loginId}": registryLoginsLoginId,
  "/api/v1/registry-logins": registryLogins,
  "/api/v1/runs/{runId}/metrics": runsRunIdMetrics,
  "/api/v1/runs/{runId}/metrics/stream": runsRunIdMetricsStream,
  "/api/v1/sessions/{sessionId}": sessionsSessionId,
  "/api/v1/sessions/confirm": sessionsConfirm,
  "/api/v1/sessions": sessions,
  "/api/v1/shared-volumes/{volumeId}": sharedVolumesVolumeId,
  "/api/v1/shared-volumes": sharedVolumes,
  "/api/v1/stream": stream,
  "/api/v1/things": things,
  "/api/v1/users/{userId}/administrator": usersUserIdAdministrator,
  "/api/v1/users/{userId}/disable": usersUserIdDisable,
  "/api/v1/users/{userId}/enable": usersUserIdEnable,
  "/api/v1/users/{userId}/reset-password": usersUserIdResetPassword,
  "/api/v1/users/{userId}": usersUserId,
  "/api/v1/users": users,
  "/api/v1/workload/flush": workloadFlush,
  "/api/v1/workload/metrics": workloadMetrics,
  "/api/v1/workload/mounts/{index}/files": workloadMountsIndexFiles,
  "/api/v1/workload/progress": workloadProgress,
  "/api/v1/workload": workload,
  "/api/v1/workload/uploads/{uploadId}/complete": workloadUploadsUploadIdComplete,
  "/api/v1/workload/uploads": workloadUploads,
};
