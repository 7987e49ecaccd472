import { accessSync, constants } from "node:fs";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { refuse } from "./refuse.js";

const alone = "or run on this machine alone: CAIRN_COMPUTE=local npm start";

/** Refuses a use of a cluster that lacks something, before anything is installed or built. */
export function preflightCluster(settings) {
  checkKubeconfig(settings.KUBECONFIG);
  checkStorage(settings);
  checkPodUrl(settings);
  if (!settings.CAIRN_IMAGE) {
    refuse(
      `CAIRN_IMAGE names no image: pods fetch their inputs and store their outputs by Cairn's own. Build one (docker build -f deploy/Dockerfile -t registry.example/cairn .), push it where the cluster pulls from, then type: CAIRN_IMAGE=registry.example/cairn npm start`,
    );
  }
}

function checkKubeconfig(file) {
  if (!file) refuse(`CAIRN_COMPUTE=kubernetes needs a cluster. Name it: KUBECONFIG=~/.kube/config npm start; ${alone}`);
  if (file.includes(path.delimiter)) {
    refuse(
      `KUBECONFIG names several files. Make one of them: kubectl config view --flatten --minify > cluster.yaml && KUBECONFIG=$PWD/cluster.yaml npm start`,
    );
  }
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    refuse(`KUBECONFIG names ${file}, which cannot be read (${error.code}). Name another: KUBECONFIG=/path npm start; ${alone}`);
  }
}

function checkStorage({ CAIRN_STORAGE_URL: store, CAIRN_STORAGE_POD_URL: forPods }) {
  if (!store) {
    refuse(
      `On a cluster Cairn keeps its bytes in a store with the S3 API, and CAIRN_STORAGE_URL names none. Type: CAIRN_STORAGE_URL=https://HOST/BUCKET/cairn CAIRN_STORAGE_KEY=… CAIRN_STORAGE_SECRET=… npm start; ${alone}`,
    );
  }
  const reached = forPods || store;
  if (!reached.startsWith("s3:") && isLoopback(reached)) {
    const name = forPods ? "CAIRN_STORAGE_POD_URL" : "CAIRN_STORAGE_URL";
    refuse(
      `${name} is ${reached}, which pods cannot reach. Name the store as they do: CAIRN_STORAGE_POD_URL=http://${ownAddress()}:${portOf(reached)} npm start`,
    );
  }
}

function checkPodUrl({ CAIRN_POD_URL: forPods, CAIRN_URL: url, CAIRN_WEB_PORT: port }) {
  const reached = forPods || url;
  if (!isLoopback(reached)) return;
  const why = forPods
    ? `CAIRN_POD_URL is ${forPods}, which pods cannot reach`
    : "Pods have to reach the console, and CAIRN_POD_URL does not say where";
  refuse(
    `${why}. Name an address of this machine that they reach; only their part of the API is served there: CAIRN_POD_URL=http://${ownAddress()}:${port} npm start`,
  );
}

function isLoopback(address) {
  const { hostname } = parsed(address);
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || hostname.startsWith("127.");
}

function portOf(address) {
  const { port, protocol } = parsed(address);
  return port || (protocol === "https:" ? "443" : "80");
}

function parsed(address) {
  if (!URL.canParse(address)) refuse(`${address} is no address. It has to look like http://10.0.0.5:3000`);
  return new URL(address);
}

/** The address by which others most likely reach this machine. */
function ownAddress() {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "THIS-MACHINE";
}
