import type { AcceleratorType } from "@/lib/compute/workload";

/** Ends of labels by which discovery tools name a device, whoever makes it: `nvidia.com/gpu.product`, `amd.com/gpu.product-name`. */
const productEnds = ["product", "product-name", "model", "chip.name", "device-name"];
const memoryEnds = ["memory", "vram"];
/** Labels of sites and clouds that do not lie in the resource's own domain. */
const productElsewhere = [
  "accelerator-type",
  "node.kubernetes.io/npu.chip.name",
  "cloud.google.com/gke-accelerator",
  "k8s.amazonaws.com/accelerator",
  "aliyun.accelerator/nvidia_name",
  "accelerator",
];

/** What a node's labels tell of the devices behind a resource: what they are called, and how much memory each has. */
export function productOf(resource: string, labels: Readonly<Record<string, string>>): Pick<AcceleratorType, "product" | "memoryBytes"> {
  const own = (ends: readonly string[]) => ends.flatMap((end) => labels[`${resource}.${end}`] ?? inDomain(resource, end, labels))[0];
  const product = own(productEnds) ?? productElsewhere.flatMap((label) => labels[label] || [])[0];
  const memoryBytes = bytesOf(own(memoryEnds));
  return { ...(product ? { product } : {}), ...(memoryBytes > 0 ? { memoryBytes } : {}) };
}

/** Some name the device in the domain of the resource under a word of their own: `beta.amd.com/gpu.vram`, `gpu.intel.com/product`. */
function inDomain(resource: string, end: string, labels: Readonly<Record<string, string>>): string[] {
  const domain = resource.split("/")[0] ?? "";
  return Object.entries(labels)
    .filter(([label]) => {
      const [where = "", what = ""] = label.split("/");
      return (where === domain || where.endsWith(`.${domain}`)) && (what === end || what.endsWith(`.${end}`));
    })
    .map(([, value]) => value);
}

/** Bare numbers are MiB; others carry their unit, such as `64G`. */
function bytesOf(text: string | undefined): number {
  const found = /^(\d+(?:\.\d+)?)(?:([KMGT])i?B?)?$/.exec(text ?? "");
  if (!found) return 0;
  const power = { K: 1, M: 2, G: 3, T: 4 }[found[2] ?? "M"] ?? 2;
  return Math.floor(Number(found[1]) * 1024 ** power);
}
