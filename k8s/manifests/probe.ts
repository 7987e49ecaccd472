import { mainContainer } from "@/k8s/manifests/pod";
import { labels, managedByCairn } from "@/k8s/names";
import { kinds, type Made } from "@/k8s/objects";
import type { ClusterSettings } from "@/k8s/settings";

type ProbeRole = "listener" | "asker";

/** Into one a policy lets everybody, into the other nobody. */
const ports = { open: 8081, shut: 8080 } as const;

/** How the asker says what it found. */
export const probeCodes = { enforced: 0, ignored: 10, silent: 20 } as const;

/** Longer than all rounds of the asker; whatever is left then ends by itself. */
const longestSeconds = 300;

/** Where it happens: a namespace of its own, with all that two small pods need. */
export function probePlace({ installation, namespacePrefix }: ClusterSettings): [Made, Made] {
  const namespace = `${namespacePrefix}probe`;
  const own = { [labels.managedBy]: managedByCairn, [labels.installation]: installation };
  const spec = {
    podSelector: { matchLabels: { [labels.role]: "listener" satisfies ProbeRole } },
    policyTypes: ["Ingress"],
    ingress: [{ ports: [{ protocol: "TCP", port: ports.open }] }],
  };
  return [
    {
      kind: kinds.namespace,
      object: { metadata: { name: namespace, labels: { ...own, "pod-security.kubernetes.io/enforce": "restricted" } } },
    },
    { kind: kinds.networkPolicy, object: { metadata: { name: "one-port", namespace, labels: own }, spec } },
  ];
}

export function listener(settings: ClusterSettings): Made {
  return program(settings, "listener", [listens, String(ports.open), String(ports.shut)]);
}

export function asker(settings: ClusterSettings, address: string): Made {
  return program(settings, "asker", [asks, address, String(ports.open), String(ports.shut), "1000"]);
}

const listens = `for (const port of process.argv.slice(1)) require("node:net").createServer((socket) => socket.end()).listen(Number(port));`;

/** A policy takes its time to be known everywhere: only what stays shut three times, while the other port is open, is shut. */
export const asks = `
const [host, open, shut, pauseMs] = process.argv.slice(1);
const isOpen = (port) => new Promise((resolve) => {
  const socket = require("node:net").connect({ host, port: Number(port), timeout: 2000 });
  const end = (is) => { socket.destroy(); resolve(is); };
  socket.once("connect", () => end(true)).once("error", () => end(false)).once("timeout", () => end(false));
});
(async () => {
  let heard = 0, held = 0;
  for (let round = 0; round < 20 && held < 3; round += 1) {
    const answers = [await isOpen(open), await isOpen(shut)];
    heard += answers[0] ? 1 : 0;
    held = answers[0] && !answers[1] ? held + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, Number(pauseMs)));
  }
  process.exit(held === 3 ? ${probeCodes.enforced} : heard > 3 ? ${probeCodes.ignored} : ${probeCodes.silent});
})();
`;

function program(settings: ClusterSettings, role: ProbeRole, script: readonly string[]): Made {
  const { installation, wrapperImage, nodeSelector, tolerations, pullSecrets, namespacePrefix } = settings;
  const own = { [labels.managedBy]: managedByCairn, [labels.installation]: installation, [labels.role]: role };
  const amounts = { cpu: "50m", memory: "64Mi" };
  const container = {
    name: mainContainer,
    image: wrapperImage,
    imagePullPolicy: "IfNotPresent",
    command: ["node", "-e", ...script],
    resources: { requests: amounts, limits: amounts },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
  };
  const pod = {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 1,
    securityContext: { runAsNonRoot: true, runAsUser: 65_534, runAsGroup: 65_534, seccompProfile: { type: "RuntimeDefault" } },
    nodeSelector,
    tolerations,
    imagePullSecrets: pullSecrets.map((name) => ({ name })),
    containers: [container],
  };
  const metadata = { name: role, namespace: `${namespacePrefix}probe`, labels: own };
  const template = { metadata: { labels: own }, spec: pod };
  return { kind: kinds.job, object: { metadata, spec: { backoffLimit: 0, activeDeadlineSeconds: longestSeconds, template } } };
}
