const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A number in the cluster's notation, such as `250m`, `1.5Gi` or `1e3`. */
export function quantity(text: string | undefined): number {
  const found = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)(n|u|m|k|[MGTPE]|[KMGTPE]i|)$/.exec(text?.trim() ?? "0");
  const factor = factors[found?.[2] ?? ""];
  if (!found || factor === undefined) throw new Error(`not a quantity: ${text}`);
  return Number(found[1]) * factor;
}
