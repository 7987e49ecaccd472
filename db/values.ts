/** Closed sets of values, without imports: for tables, shapes and the browser alike. */

export const statuses = [
  "queued",
  "starting",
  "running",
  "ready",
  "degraded",
  "idle",
  "paused",
  "preempted",
  "stopping",
  "succeeded",
  "failed",
  "cancelled",
  "stopped",
  "unschedulable",
] as const;
/** The one vocabulary for everything that runs. */
export type Status = (typeof statuses)[number];

export const jobStatuses = ["queued", "starting", "running", "stopping", "succeeded", "failed", "cancelled"] as const;
export type JobStatus = (typeof jobStatuses)[number];

export const endpointStatuses = ["starting", "ready", "degraded", "stopping", "stopped", "failed"] as const;
export type EndpointStatus = (typeof endpointStatuses)[number];

/** A build: `ready` is an environment that code can run in. */
export const buildStatuses = ["queued", "starting", "ready", "failed"] as const;
export type BuildStatus = (typeof buildStatuses)[number];

export const operationStatuses = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export type OperationStatus = (typeof operationStatuses)[number];

/** Stages of a workload's way, in order; `timeline.stage`. */
export const stages = ["queued", "environment", "data", "starting", "running", "collecting", "ended"] as const;
export type Stage = (typeof stages)[number];

export const subjectTypes = [
  "user",
  "project",
  "access_key",
  "dataset",
  "dataset_version",
  "environment",
  "environment_version",
  "job",
  "attempt",
  "run",
  "model",
  "model_version",
  "endpoint",
  "revision",
  "operation",
  "shared_volume",
  "installation",
] as const;
export type SubjectType = (typeof subjectTypes)[number];

export const projectKinds = ["personal", "shared"] as const;
export type ProjectKind = (typeof projectKinds)[number];

/** How much the pods of a project may ask of their nodes, in the cluster's own words. */
export const podSecurities = ["restricted", "baseline"] as const;
export type PodSecurity = (typeof podSecurities)[number];

export const roles = ["owner", "member", "viewer", "administrator"] as const;
/** owner, member and viewer are presets within a project, administrator within the platform. */
export type Role = (typeof roles)[number];
export const projectRoles = ["owner", "member", "viewer"] as const;
export type ProjectRole = (typeof projectRoles)[number];

export const keyKinds = ["personal", "endpoint", "job", "signature"] as const;
export type KeyKind = (typeof keyKinds)[number];

export const keyAccess = ["read", "write"] as const;
export type KeyAccess = (typeof keyAccess)[number];

export const environmentKinds = ["python", "image"] as const;
export type EnvironmentKind = (typeof environmentKinds)[number];

/** CPU architectures that images are made for; a machine may have any other. */
export const architectures = ["x86-64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

export const modelFormats = ["sklearn-joblib", "onnx", "other"] as const;
export type ModelFormat = (typeof modelFormats)[number];

export const datasetVersionStatuses = ["draft", "committing", "ready", "failed"] as const;
export type DatasetVersionStatus = (typeof datasetVersionStatuses)[number];

export const visibilities = ["project", "platform"] as const;
/** Who may see a thing beside its project's members. */
export type Visibility = (typeof visibilities)[number];
