import type { Things } from "@/lib/auth/testing/things";

/** What goes into a request besides its verb: what stands in its path, query and body. */
export interface Asked {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const code = { text: "print('hello')\n" };
const inference = { inputs: [{ name: "x", shape: [1], datatype: "FP64", data: [1] }] };
const aQuota = { cpuMilli: 4_000, memoryBytes: 2 ** 33, storageBytes: null, replicas: null, accelerators: { "nvidia.com/gpu": 1 } };
const wanted = { cpuMilli: "1000", memoryBytes: "1073741824" };

/**
 * A request of each verb that is good in every respect but who sends it. A verb may have several: what stands behind a blank
 * tells them apart. Everything a request names comes from the world that it gets.
 */
export const routeRequests: Readonly<Record<string, (things: Things) => Asked>> = {
  "access_key.list": () => ({}),
  "access_key.create": ({ project }) => ({ body: { name: "k", access: "read", projectIds: [project] } }),
  "access_key.revoke": ({ accessKey }) => ({ path: { keyId: accessKey } }),
  "inbox.list": () => ({}),
  "inbox.read": () => ({ body: {} }),
  "metrics.read": () => ({}),
  "node.list": () => ({}),
  "node.get": ({ node }) => ({ path: { name: node } }),
  "node.cordon": ({ node }) => ({ path: { name: node } }),
  "node.uncordon": ({ node }) => ({ path: { name: node } }),
  "node.plan_drain": ({ node }) => ({ path: { name: node }, query: { endsLocalData: "true" } }),
  "node.drain": ({ node }) => ({ path: { name: node }, body: {} }),
  "node.cancel_drain": ({ node }) => ({ path: { name: node } }),
  "session.list": () => ({}),
  "session.end_one": ({ session }) => ({ path: { sessionId: session } }),
  "session.end_all": () => ({}),
  "session.confirm": () => ({ body: { password: "not it, but long enough" } }),
  "stream.follow": () => ({ query: { topics: "inbox" } }),
  "stream.follow changes": ({ project }) => ({ query: { topics: `changes:${project}` } }),
  "stream.follow operations": ({ project }) => ({ query: { topics: `operations:${project}` } }),
  "stream.follow a log": ({ attempt }) => ({ query: { topics: `log:${attempt}` } }),
  "stream.follow metrics": ({ run }) => ({ query: { topics: `metrics:${run}` } }),
  "user.read": () => ({}),
  "user.update": () => ({ body: { theme: "dark" } }),
  "user.list": () => ({}),
  "user.create": () => ({ body: { name: `u${crypto.randomUUID().slice(-8)}` } }),
  "user.get": ({ person }) => ({ path: { userId: person } }),
  "user.disable": ({ person }) => ({ path: { userId: person } }),
  "user.enable": ({ person }) => ({ path: { userId: person } }),
  "user.reset_password": ({ person }) => ({ path: { userId: person } }),
  "user.make_administrator": ({ person }) => ({ path: { userId: person } }),
  "user.unmake_administrator": ({ person }) => ({ path: { userId: person } }),

  "audit.list": ({ project }) => ({ query: { projectId: project } }),
  "capacity.dry_run": ({ project }) => ({ query: { projectId: project, ...wanted } }),
  "operation.list": ({ project }) => ({ query: { projectId: project } }),
  "operation.cancel": ({ operation }) => ({ path: { operationId: operation } }),
  "project.list": () => ({}),
  "project.create": () => ({ body: { name: "new" } }),
  "project.get": ({ project }) => ({ path: { projectId: project } }),
  "project.update": ({ project }) => ({ path: { projectId: project }, body: { name: "x" } }),
  "project.delete": ({ project }) => ({ path: { projectId: project } }),
  "project.restore": ({ binnedProject }) => ({ path: { projectId: binnedProject } }),
  "member.list": ({ project }) => ({ path: { projectId: project } }),
  "member.add": ({ project, newcomer }) => ({ path: { projectId: project }, body: { name: newcomer, role: "viewer" } }),
  "member.change_role": ({ project, person }) => ({ path: { projectId: project, userId: person }, body: { role: "viewer" } }),
  "member.remove": ({ project, person }) => ({ path: { projectId: project, userId: person } }),
  "project.limits": ({ project }) => ({ path: { projectId: project } }),
  "project.set_quota": ({ project }) => ({ path: { projectId: project }, body: aQuota }),
  "project.set_egress": ({ project }) => ({ path: { projectId: project }, body: { egress: [] } }),
  "secret.list": ({ project }) => ({ path: { projectId: project } }),
  "secret.put": ({ project }) => ({ path: { projectId: project }, body: { name: "A", value: "v" } }),
  "secret.delete": ({ project, secret }) => ({ path: { projectId: project, secretId: secret } }),
  "registry_login.list": ({ project }) => ({ path: { projectId: project } }),
  "registry_login.put": ({ project }) => ({
    path: { projectId: project },
    body: { host: "registry.example", username: "reader", password: "v" },
  }),
  "registry_login.delete": ({ project, registryLogin }) => ({ path: { projectId: project, loginId: registryLogin } }),
  "platform_registry_login.list": () => ({}),
  "platform_registry_login.put": () => ({ body: { host: "registry.example", username: "reader", password: "v" } }),
  "platform_registry_login.delete": ({ platformLogin }) => ({ path: { loginId: platformLogin } }),
  "thing.search": ({ project }) => ({ query: { projectId: project } }),

  "dataset.list": () => ({}),
  "dataset.list of a project": ({ project }) => ({ query: { projectId: project } }),
  "dataset.list in the bin": () => ({ query: { state: "bin" } }),
  "dataset.create": ({ project }) => ({ body: { projectId: project, name: "new" } }),
  "dataset.load_sample": ({ project }) => ({ body: { projectId: project, sample: "digits" } }),
  "dataset.get": ({ dataset }) => ({ path: { datasetId: dataset } }),
  "dataset.update": ({ dataset }) => ({ path: { datasetId: dataset }, body: { name: "x" } }),
  "dataset.delete": ({ dataset }) => ({ path: { datasetId: dataset } }),
  "dataset.restore": ({ binnedDataset }) => ({ path: { datasetId: binnedDataset } }),
  "dataset_version.list": ({ dataset }) => ({ path: { datasetId: dataset } }),
  "dataset_version.open": ({ dataset }) => ({ path: { datasetId: dataset }, body: {} }),
  "dataset_version.get": ({ version }) => ({ path: { versionId: version } }),
  "dataset_version.list_files": ({ version }) => ({ path: { versionId: version } }),
  "dataset_version.list_users": ({ version }) => ({ path: { versionId: version } }),
  "dataset_version.diff": ({ version, olderVersion }) => ({ path: { versionId: version }, query: { against: olderVersion } }),
  "dataset_version.preview": ({ version }) => ({ path: { versionId: version }, query: { path: "a.csv" } }),
  "dataset_version.download": ({ version }) => ({ path: { versionId: version }, query: { path: "a.csv" } }),
  "dataset_version.download whole": ({ version }) => ({ path: { versionId: version } }),
  "dataset_version.commit": ({ draft }) => ({ path: { versionId: draft }, body: {} }),
  "dataset_version.discard": ({ draft }) => ({ path: { versionId: draft } }),
  "dataset_version.remove_files": ({ draft }) => ({ path: { versionId: draft }, body: { paths: ["b.csv"] } }),
  "upload.grant": ({ draft }) => ({ path: { versionId: draft }, body: { bytes: 1, files: 1 } }),

  "environment.list": ({ project }) => ({ query: { projectId: project } }),
  "environment.create": ({ project }) => ({ body: { projectId: project, name: "new", requirements: "numpy" } }),
  "environment.get": ({ environment }) => ({ path: { environmentId: environment } }),
  "environment.update": ({ environment }) => ({ path: { environmentId: environment }, body: { name: "x" } }),
  "environment.delete": ({ environment }) => ({ path: { environmentId: environment } }),
  "environment.restore": ({ binnedEnvironment }) => ({ path: { environmentId: binnedEnvironment } }),
  "environment.versions": ({ environment }) => ({ path: { environmentId: environment } }),
  "environment_version.get": ({ environmentVersion }) => ({ path: { versionId: environmentVersion } }),
  "environment_version.log": ({ environmentVersion }) => ({ path: { versionId: environmentVersion } }),
  "environment_version.build": ({ environmentVersion }) => ({ path: { versionId: environmentVersion }, body: {} }),
  "environment_version.build for a project": ({ environmentVersion, project }) => ({
    path: { versionId: environmentVersion },
    body: { projectId: project },
  }),

  "job.list": () => ({}),
  "job.list of a project": ({ project }) => ({ query: { projectId: project } }),
  "job.list by what it reads": ({ dataset, environment }) => ({ query: { datasetId: dataset, environmentId: environment } }),
  "job.create": ({ project, environment, dataset, job }) => ({
    body: { projectId: project, name: "new", code, environment, inputs: [{ dataset }], clonedFrom: job },
  }),
  "job.create in a version": ({ project, environmentVersion }) => ({
    body: { projectId: project, name: "new", code, environment: environmentVersion },
  }),
  "job.get": ({ job }) => ({ path: { jobId: job } }),
  "job.update": ({ job }) => ({ path: { jobId: job }, body: { name: "x" } }),
  "job.delete": ({ job }) => ({ path: { jobId: job } }),
  "job.restore": ({ binnedJob }) => ({ path: { jobId: binnedJob } }),
  "job.stop": ({ runningJob }) => ({ path: { jobId: runningJob } }),
  "job.retry": ({ job }) => ({ path: { jobId: job } }),
  "job.clone": ({ job, environment, dataset }) => ({ path: { jobId: job }, body: { environment, inputs: [{ dataset }] } }),
  "job.log": ({ job }) => ({ path: { jobId: job } }),
  "job.log of an attempt": ({ job, attempt }) => ({ path: { jobId: job }, query: { attemptId: attempt } }),
  "job.log_text": ({ job }) => ({ path: { jobId: job } }),
  "job.log_text of an attempt": ({ job, attempt }) => ({ path: { jobId: job }, query: { attemptId: attempt } }),
  "job.follow_log": ({ job }) => ({ path: { jobId: job } }),
  "job.follow_log of an attempt": ({ job, attempt }) => ({ path: { jobId: job }, query: { attemptId: attempt } }),
  "job.metrics": ({ job }) => ({ path: { jobId: job } }),
  "job.metrics of an attempt": ({ job, attempt }) => ({ path: { jobId: job }, query: { attemptId: attempt } }),
  "job.outputs": ({ job }) => ({ path: { jobId: job } }),
  "job.outputs of an attempt": ({ job, attempt }) => ({ path: { jobId: job }, query: { attemptId: attempt } }),
  "job.download_outputs": ({ job }) => ({ path: { jobId: job }, query: { path: "model.joblib" } }),
  "job.download_outputs of an attempt": ({ job, attempt }) => ({ path: { jobId: job }, query: { attemptId: attempt } }),
  "attempt.get": ({ attempt }) => ({ path: { attemptId: attempt } }),
  "attempt.log": ({ attempt }) => ({ path: { attemptId: attempt } }),
  "attempt.log as text": ({ attempt }) => ({ path: { attemptId: attempt }, query: { format: "text" } }),
  "attempt.outputs": ({ attempt }) => ({ path: { attemptId: attempt } }),
  "attempt.download_outputs": ({ attempt }) => ({ path: { attemptId: attempt }, query: { path: "model.joblib" } }),
  "run.metrics": ({ run }) => ({ path: { runId: run } }),
  "run.follow_metrics": ({ run }) => ({ path: { runId: run } }),

  "workload.get": () => ({}),
  "workload.list_files": () => ({ path: { index: "0" } }),
  "workload.begin_upload": () => ({
    body: { files: [{ path: "model.joblib", size: 5, sha256: "a".repeat(64), modifiedAt: "2026-11-21T00:00:00Z" }] },
  }),
  "workload.complete_upload": () => ({
    path: { uploadId: "01990000-0000-7000-8000-000000000000" },
    body: { parts: [{ number: 1, etag: "x" }] },
  }),
  "workload.tell_metrics": () => ({ body: { offset: 0, text: "" } }),
  "workload.tell_progress": () => ({ body: { doneBytes: 1, totalBytes: 2 } }),
  "workload.flush": () => ({ body: { files: [] } }),

  "model.list": ({ project }) => ({ query: { projectId: project } }),
  "model.register": ({ project, attempt }) => ({ body: { projectId: project, attemptId: attempt, model: "new" } }),
  "model.get": ({ model }) => ({ path: { modelId: model } }),
  "model.update": ({ model }) => ({ path: { modelId: model }, body: { name: "x" } }),
  "model.delete": ({ model }) => ({ path: { modelId: model } }),
  "model.restore": ({ binnedModel }) => ({ path: { modelId: binnedModel } }),
  "model_version.list": ({ model }) => ({ path: { modelId: model } }),
  "model_version.get": ({ modelVersion }) => ({ path: { versionId: modelVersion } }),
  "model_version.list_files": ({ modelVersion }) => ({ path: { versionId: modelVersion } }),
  "model_version.download": ({ modelVersion }) => ({ path: { versionId: modelVersion } }),
  "model_version.delete": ({ modelVersion }) => ({ path: { versionId: modelVersion } }),
  "model_version.restore": ({ binnedModelVersion }) => ({ path: { versionId: binnedModelVersion } }),

  "endpoint.list": ({ project }) => ({ query: { projectId: project } }),
  "endpoint.deploy": ({ project, modelVersion, environmentVersion }) => ({
    body: { projectId: project, modelVersionId: modelVersion, environmentVersionId: environmentVersion, name: "new" },
  }),
  "endpoint.get": ({ endpoint }) => ({ path: { endpointId: endpoint } }),
  "endpoint.update": ({ endpoint }) => ({ path: { endpointId: endpoint }, body: { name: "x" } }),
  "endpoint.delete": ({ endpoint }) => ({ path: { endpointId: endpoint } }),
  "endpoint.restore": ({ binnedEndpoint }) => ({ path: { endpointId: binnedEndpoint } }),
  "endpoint.ask": ({ endpoint }) => ({ path: { endpointId: endpoint }, body: inference }),
  "endpoint.log": ({ endpoint }) => ({ path: { endpointId: endpoint } }),
  "endpoint.timeline": ({ endpoint }) => ({ path: { endpointId: endpoint } }),
  "endpoint.usage": ({ endpoint }) => ({ path: { endpointId: endpoint } }),
  "endpoint.start": ({ endpoint }) => ({ path: { endpointId: endpoint } }),
  "endpoint.stop": ({ endpoint }) => ({ path: { endpointId: endpoint } }),
  "revision.list": ({ endpoint }) => ({ path: { endpointId: endpoint } }),
  "revision.create": ({ endpoint, modelVersion, environmentVersion }) => ({
    path: { endpointId: endpoint },
    body: { modelVersionId: modelVersion, environmentVersionId: environmentVersion },
  }),
  "endpoint_key.list": ({ endpoint }) => ({ query: { endpointId: endpoint } }),
  "endpoint_key.create": ({ endpoint }) => ({ body: { endpointId: endpoint, name: "k" } }),
  "endpoint_key.revoke": ({ endpointKey }) => ({ path: { keyId: endpointKey } }),
};

/** Which things a request names. */
export function namesIn(request: (things: Things) => unknown): readonly (keyof Things)[] {
  const named = new Set<keyof Things>();
  request(new Proxy({} as Things, { get: (_, name) => named.add(name as keyof Things) && "" }));
  return [...named];
}
