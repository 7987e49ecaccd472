import type { Command } from "@/cli/command";
import { datasetList } from "@/cli/commands/dataset-list";
import { datasetPull } from "@/cli/commands/dataset-pull";
import { datasetPush } from "@/cli/commands/dataset-push";
import { endpointAsk, endpointDeploy, endpointList } from "@/cli/commands/endpoint";
import { environmentList, environmentShow } from "@/cli/commands/environment";
import { environmentCreate } from "@/cli/commands/environment-create";
import { environmentBuild, environmentUpdate } from "@/cli/commands/environment-update";
import { jobList, jobLogs, jobStop } from "@/cli/commands/job";
import { jobSubmit } from "@/cli/commands/job-submit";
import { login, logout } from "@/cli/commands/login";
import { modelList, modelRegister } from "@/cli/commands/model";
import { nodeCordon, nodeList, nodeShow, nodeUncordon } from "@/cli/commands/node";
import { nodeDrain } from "@/cli/commands/node-drain";
import { volumeAdd, volumeDelete, volumeList } from "@/cli/commands/volume";
import { projectList, whoami } from "@/cli/commands/whoami";

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  login,
  logout,
  whoami,
  projectList,
  datasetList,
  datasetPush,
  datasetPull,
  environmentList,
  environmentShow,
  environmentCreate,
  environmentUpdate,
  environmentBuild,
  jobSubmit,
  jobList,
  jobLogs,
  jobStop,
  modelList,
  modelRegister,
  endpointList,
  endpointDeploy,
  endpointAsk,
  nodeList,
  nodeShow,
  nodeCordon,
  nodeUncordon,
  nodeDrain,
  volumeList,
  volumeAdd,
  volumeDelete,
];
