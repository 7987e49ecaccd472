import account from "./zh-CN/account.json";
import admin from "./zh-CN/admin.json";
import audit from "./zh-CN/audit.json";
import auth from "./zh-CN/auth.json";
import cluster from "./zh-CN/cluster.json";
import common from "./zh-CN/common.json";
import compute from "./zh-CN/compute.json";
import datasets from "./zh-CN/datasets.json";
import design from "./zh-CN/design.json";
import endpoints from "./zh-CN/endpoints.json";
import environments from "./zh-CN/environments.json";
import errors from "./zh-CN/errors.json";
import home from "./zh-CN/home.json";
import inbox from "./zh-CN/inbox.json";
import jobs from "./zh-CN/jobs.json";
import keys from "./zh-CN/keys.json";
import models from "./zh-CN/models.json";
import operations from "./zh-CN/operations.json";
import projects from "./zh-CN/projects.json";
import registries from "./zh-CN/registries.json";
import scheduling from "./zh-CN/scheduling.json";
import shell from "./zh-CN/shell.json";
import status from "./zh-CN/status.json";
import timeline from "./zh-CN/timeline.json";
import uploads from "./zh-CN/uploads.json";
import volumes from "./zh-CN/volumes.json";

/** The whole catalogue of one language, an area a file. */
export const zhCn = {
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
