import account from "./en/account.json";
import admin from "./en/admin.json";
import audit from "./en/audit.json";
import auth from "./en/auth.json";
import cluster from "./en/cluster.json";
import common from "./en/common.json";
import compute from "./en/compute.json";
import datasets from "./en/datasets.json";
import design from "./en/design.json";
import endpoints from "./en/endpoints.json";
import environments from "./en/environments.json";
import errors from "./en/errors.json";
import home from "./en/home.json";
import inbox from "./en/inbox.json";
import jobs from "./en/jobs.json";
import keys from "./en/keys.json";
import models from "./en/models.json";
import operations from "./en/operations.json";
import projects from "./en/projects.json";
import registries from "./en/registries.json";
import scheduling from "./en/scheduling.json";
import shell from "./en/shell.json";
import status from "./en/status.json";
import timeline from "./en/timeline.json";
import uploads from "./en/uploads.json";
import volumes from "./en/volumes.json";

/** The whole catalogue of one language, an area a file. */
export const en = {
  account,
  admin,
  audit,
  auth,
  cluster,
  common,
  compute,
  datasets,
  design,
  endpoints,
  environments,
  errors,
  home,
  inbox,
  jobs,
  keys,
  models,
  operations,
  projects,
  registries,
  scheduling,
  shell,
  status,
  timeline,
  uploads,
  volumes,
};
