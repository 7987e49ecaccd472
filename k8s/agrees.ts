import type { Made } from "@/k8s/objects";
import { quantity } from "@/k8s/quantity";

/** Whether an object of the cluster is as it was made: its labels are there, everything else is just so. */
export function agrees(wished: Made["object"], found: Made["object"]): boolean {
  const labels = found.metadata.labels ?? {};
  return (
    Object.entries(wished.metadata.labels ?? {}).every(([name, value]) => labels[name] === value) &&
    Object.entries(wished).every(([field, value]) => field === "metadata" || isSame(value, found[field]))
  );
}

/** Empty lists and objects are left away by the API server; amounts it writes in its own way. */
function isSame(wished: unknown, found: unknown): boolean {
  if (isEmpty(wished) && isEmpty(found)) return true;
  if (Array.isArray(wished))
    return Array.isArray(found) && wished.length === found.length && wished.every((one, at) => isSame(one, found[at]));
  if (isRecord(wished)) {
    if (!isRecord(found)) return false;
    return [...new Set([...Object.keys(wished), ...Object.keys(found)])].every((field) => isSame(wished[field], found[field]));
  }
  return wished === found || (typeof wished === "string" && typeof found === "string" && isSameAmount(wished, found));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSameAmount(one: string, other: string): boolean {
  const isAmount = /^[\d.]+([a-zA-Z]{0,2})$/;
  if (!isAmount.test(one) || !isAmount.test(other)) return false;
  try {
    return quantity(one) === quantity(other);
  } catch {
    return false;
  }
}
