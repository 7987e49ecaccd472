// The arrows of the house: app → lib → db · storage · compute ← k8s. What each part may import stands in docs/architecture.md.
const kernel = "^lib/(env|errors|log|id|cn|cidr|each-line|in-chunks|pause|recent|slug)\\.ts$|^lib/i18n/keys\\.ts$";
const tests = "\\.test\\.tsx?$";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule("no-circles", "A circle has no bottom to read from.", {}, { circular: true }),
    rule(
      "kernel-stands-alone",
      "Anyone may import the kernel, so it imports nothing of ours.",
      { path: kernel },
      { path: "^(app|components|lib|db|k8s|processes|cli)/", pathNot: kernel },
    ),
    rule(
      "app-asks-verbs",
      "Pages and routes decide nothing themselves.",
      { path: "^app/", pathNot: tests },
      { path: "^(db|k8s|processes|cli)/|^lib/[^/]+/internal/", pathNot: "^db/values\\.ts$" },
    ),
    rule(
      "components-know-shapes",
      "A component may be used by any page.",
      { path: "^components/", pathNot: tests },
      { path: "^(app|db|k8s|processes|cli)/", pathNot: "^db/values\\.ts$" },
    ),
    rule(
      "components-fetch-nothing",
      "Components run in a browser.",
      { path: "^components/", pathNot: tests },
      { path: "^db/client\\.ts$", reachable: true },
    ),
    rule(
      "primitives-know-no-domain",
      "components/ui is a kit of parts.",
      { path: "^components/ui/", pathNot: tests },
      { path: "^(lib/(?!cn\\.ts|format/|i18n/)[^/]+|components/(?!ui/))" },
    ),
    rule(
      "lib-knows-no-page",
      "Verbs also run in a worker and in a test.",
      { path: "^lib/" },
      { path: "^(app|components|k8s|processes|cli)/", pathNot: "^k8s/(backend|preflight|removal)\\.ts$" },
    ),
    rule(
      "lib-knows-no-next",
      "A verb takes no request and reads no cookie.",
      { path: "^lib/", pathNot: "^lib/(http|i18n|auth)/" },
      { path: "node_modules/next/" },
    ),
    rule(
      "one-file-chooses-backends",
      "Everyone else speaks to the port.",
      { path: "^(lib|app|components|processes)/", pathNot: "^lib/compute/(backends\\.ts|local/)|^processes/launcher/|\\.test\\.ts$" },
      { path: "^k8s/|^lib/compute/(local/|fake\\.ts)" },
    ),
    rule(
      "internal-is-internal",
      "Each domain has its own inside.",
      { path: "^lib/([^/]+)/" },
      { path: "^lib/[^/]+/internal/", pathNot: "^lib/$1/internal/" },
    ),
    rule("processes-only-wire", "What they do is told in lib.", { path: "^processes/" }, { path: "^(app|components)/" }),
    rule(
      "cli-speaks-rest",
      "The command line is a client like any other.",
      { path: "^cli/" },
      { path: "^(app|components|db|k8s|processes)/", pathNot: "^db/values\\.ts$" },
    ),
    rule(
      "cli-has-no-database",
      "Not even through somebody else.",
      { path: "^cli/", pathNot: tests },
      { path: "^db/client\\.ts$", reachable: true },
    ),
    rule(
      "k8s-knows-the-port",
      "The cluster's adapter knows workloads, no domain.",
      { path: "^k8s/", pathNot: `${tests}|^k8s/testing\\.ts$` },
      {
        path: "^(app|components|lib|db|processes|cli)/",
        pathNot: `^lib/compute/(backend|workload|tenancy|id-queue|mount-targets|port-variable|program-variables|shared-memory)\\.ts$|${kernel}`,
      },
    ),
    rule(
      "db-knows-the-kernel",
      "Tables know nothing of what is done with them.",
      { path: "^db/(?!testing/)", pathNot: tests },
      { path: "^(app|components|lib|k8s|processes|cli)/", pathNot: kernel },
    ),
    rule(
      "e2e-is-a-black-box",
      "Browser tests see what a person sees.",
      { path: "^e2e/" },
      { path: "^(app|components|lib|db|k8s|processes|cli)/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist|\\.cairn)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: false,
    parser: "swc",
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
