import type { PlatformPermission, ProjectPermission } from "@/lib/auth/permissions";

/**
 * What a route or an action asks for before it does anything: permissions in a project or in the installation; `visible`,
 * a list of what one may see; `self:…`, one's own things; `session`, only a person in a browser; `confirmed`, who has just
 * typed his password; `workload`, a program that runs, by its own token; `public`, nobody in particular; `each`, every part by its own verb.
 */
export type Ask =
  | ProjectPermission
  | PlatformPermission
  | "visible"
  | "self:read"
  | "self:write"
  | "session"
  | "confirmed"
  | "workload"
  | "public"
  | "each";

/** The authorization matrix: every verb that the console's routes and actions declare. One that is missing here fails the build. */
export const matrix: Readonly<Record<string, readonly Ask[]>> = {
  // Nobody yet
  "session.create": ["public"],
  "session.end": ["public"],
  "user.setup": ["public"],

  // One's own
  "account.update": ["self:write"],
  "inbox.list": ["self:read"],
  "inbox.read": ["self:write"],
  "session.list": ["self:read"],
  "session.end_one": ["session"],
  "session.end_all": ["session"],
  "session.confirm": ["session"],
  "user.read": ["self:read"],
  "user.update": ["self:write"],
  "user.change_password": ["session"],
  "access_key.list": ["self:read"],
  "access_key.create": ["session", "confirmed"],
  "access_key.revoke": ["session"],
  "stream.follow": ["self:read", "each"],

  // The installation
  "user.list": ["user:read"],
  "user.get": ["user:read"],
  "user.create": ["user:manage", "session", "confirmed"],
  "user.disable": ["user:manage", "session", "confirmed"],
  "user.enable": ["user:manage", "session", "confirmed"],
  "user.reset_password": ["user:manage", "session", "confirmed"],
  "user.make_administrator": ["user:manage", "session", "confirmed"],
  "user.unmake_administrator": ["user:manage", "session", "confirmed"],
  "audit.check": ["platform:audit"],
  "machine.clean": ["platform:clean"],
  "node.list": ["platform:read"],
  "node.get": ["platform:read"],
  "platform_registry_login.list": ["platform:read"],
  "platform_registry_login.put": ["platform:clean"],
  "platform_registry_login.delete": ["platform:clean"],
  "shared_volume.list": ["platform:read"],
  "shared_volume.get": ["platform:read"],
  "shared_volume.create": ["platform:volumes"],
  "shared_volume.update": ["platform:volumes"],
  "shared_volume.delete": ["platform:volumes"],
  "node.cordon": ["platform:nodes"],
  "node.uncordon": ["platform:nodes"],
  "node.plan_drain": ["platform:read"],
  "node.drain": ["platform:nodes"],
  "node.cancel_drain": ["platform:nodes"],
  "namespace.list": ["platform:read"],
  "namespace.remove": ["platform:nodes"],
  "metrics.read": ["platform:read"],

  // Projects and people in them
  "project.list": ["visible"],
  "project.create": ["self:write"],
  "project.get": ["project:read"],
  "project.update": ["project:update"],
  "project.delete": ["project:delete"],
  "project.restore": ["self:write"],
  "project.limits": ["project:read"],
  "project.set_quota": ["platform:limit", "project:read"],
  "project.set_egress": ["project:update"],
  "member.list": ["project:read"],
  "member.add": ["member:manage"],
  "member.change_role": ["member:manage"],
  "member.remove": ["member:manage"],
  "secret.list": ["secret:read"],
  "secret.put": ["secret:write"],
  "secret.delete": ["secret:write"],
  "registry_login.list": ["secret:read"],
  "registry_login.put": ["secret:write"],
  "registry_login.delete": ["secret:write"],
  "audit.list": ["audit:read"],
  "search.things": ["project:read"],
  "thing.search": ["project:read"],
  "operation.list": ["operation:read"],
  "operation.get": ["operation:read"],
  "operation.cancel": ["operation:cancel"],
  "home.takeStep": ["job:write"],

  // Data
  "dataset.list": ["visible"],
  "dataset.get": ["dataset:read"],
  "dataset.create": ["dataset:write"],
  "dataset.update": ["dataset:write"],
  "dataset.delete": ["dataset:delete"],
  "dataset.restore": ["dataset:delete"],
  "dataset.load_sample": ["dataset:write"],
  "dataset_version.list": ["dataset:read"],
  "dataset_version.get": ["dataset:read"],
  "dataset_version.list_files": ["dataset:read"],
  "dataset_version.list_users": ["dataset:read"],
  "dataset_version.diff": ["dataset:read"],
  "dataset_version.preview": ["dataset:read"],
  "dataset_version.download": ["dataset:read"],
  "dataset_version.open": ["dataset:write"],
  "dataset_version.commit": ["dataset:write"],
  "dataset_version.discard": ["dataset:write"],
  "dataset_version.remove_files": ["dataset:write"],
  "upload.grant": ["dataset:write"],
  "upload.forget": ["dataset:write"],

  // Environments and jobs
  "environment.list": ["environment:read"],
  "environment.get": ["environment:read"],
  "environment.versions": ["environment:read"],
  "environment.create": ["environment:write"],
  "environment.update": ["environment:write"],
  "environment.build": ["environment:write"],
  "environment.delete": ["environment:write"],
  "environment.restore": ["environment:write"],
  "environment_version.get": ["environment:read"],
  "environment_version.log": ["environment:read"],
  "environment_version.build": ["environment:write"],
  "shared_volume.list_mountable": ["job:read"],
  "capacity.dry_run": ["job:read"],
  "job.list": ["visible"],
  "job.get": ["job:read"],
  "job.log": ["job:read"],
  "job.log_text": ["job:read"],
  "job.follow_log": ["job:read"],
  "job.metrics": ["job:read"],
  "job.outputs": ["job:read"],
  "job.download_outputs": ["job:read"],
  "job.create": ["job:write"],
  "job.clone": ["job:write"],
  "job.update": ["job:write"],
  "job.dryRun": ["job:read"],
  "job.stop": ["job:stop"],
  "job.retry": ["job:write"],
  "job.delete": ["job:write"],
  "job.restore": ["job:write"],
  "job.output": ["job:read"],
  "attempt.get": ["job:read"],
  "attempt.log": ["job:read"],
  "attempt.outputs": ["job:read"],
  "attempt.download_outputs": ["job:read"],
  "run.metrics": ["job:read"],
  "run.follow_metrics": ["job:read"],

  // What runs, by its own token
  "workload.get": ["workload"],
  "workload.list_files": ["workload"],
  "workload.begin_upload": ["workload"],
  "workload.complete_upload": ["workload"],
  "workload.tell_metrics": ["workload"],
  "workload.tell_progress": ["workload"],
  "workload.flush": ["workload"],

  // Models and endpoints
  "model.list": ["model:read"],
  "model.get": ["model:read"],
  "model.register": ["model:write"],
  "model.update": ["model:write"],
  "model.delete": ["model:write"],
  "model.restore": ["model:write"],
  "model_version.list": ["model:read"],
  "model_version.get": ["model:read"],
  "model_version.list_files": ["model:read"],
  "model_version.download": ["model:read"],
  "model_version.delete": ["model:write"],
  "model_version.restore": ["model:write"],
  "endpoint.list": ["endpoint:read"],
  "endpoint.get": ["endpoint:read"],
  "endpoint.log": ["endpoint:read"],
  "endpoint.timeline": ["endpoint:read"],
  "endpoint.usage": ["endpoint:read"],
  "endpoint.ask": ["endpoint:ask"],
  "endpoint.dry_run": ["job:read"],
  "endpoint.deploy": ["endpoint:write"],
  "endpoint.update": ["endpoint:write"],
  "endpoint.start": ["endpoint:write"],
  "endpoint.stop": ["endpoint:write"],
  "endpoint.delete": ["endpoint:write"],
  "endpoint.restore": ["endpoint:write"],
  "revision.list": ["endpoint:read"],
  "revision.create": ["endpoint:write"],
  "endpoint_key.list": ["endpoint:read"],
  "endpoint_key.create": ["endpoint:write"],
  "endpoint_key.revoke": ["endpoint:write"],
};

/** Routes that no declaration describes, and why everyone may ask them. */
export const openRoutes: Readonly<Record<string, string>> = {
  "app/api/auth/[...nextauth]/route.ts": "Auth.js's own; unsafe methods are checked for their origin, what it says is never believed",
  "app/api/health/route.ts": "says that the process answers, and nothing else",
  "app/api/ready/route.ts": "names the parts that answer, for the supervisor and a balancer",
  "app/api/v1/[...path]/route.ts": "says that the API has no such address",
  "app/api/v1/openapi.json/route.ts": "the description of the API, the same for everyone",
};

/** Pages that are for nobody in particular. Every other page starts with `requireActor`. */
export const openPages: Readonly<Record<string, string>> = {
  "app/(auth)/sign-in/page.tsx": "where one signs in",
  "app/(auth)/sign-out/page.tsx": "where one signs out",
  "app/(auth)/setup/page.tsx": "where the first administrator is made, by a one-use link",
  "app/(auth)/new-password/page.tsx": "for who was given a password: signed in, and nothing else open yet",
  "app/design/page.tsx": "every part in every state, in development only",
};
