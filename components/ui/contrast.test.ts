import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Oklch = readonly [l: number, c: number, h: number];
type Theme = Readonly<Record<string, Oklch>>;

const css = readFileSync(new URL("../../app/tokens.css", import.meta.url), "utf8");
const light = read(":root {");
const dark = { ...light, ...read('[data-theme="dark"] {') };
const themes = [
  ["light", light],
  ["dark", dark],
] as const;

const [text, shape] = [4.5, 3];
const planes = ["background", "surface", "raised", "sunken", "hover", "selected"];
const pairs: readonly (readonly [front: string, back: string, floor: number])[] = [
  ...planes.flatMap((plane) => ["text", "secondary", "muted"].map((word) => [word, plane, text] as const)),
  ...["background", "surface", "raised", "hover", "selected", "accent-soft"].map((plane) => ["accent", plane, text] as const),
  ["on-ink", "ink", text],
  ["on-ink", "ink-hover", text],
  ["on-danger", "danger", text],
  ["danger", "surface", shape],
  ...["wait", "move", "good", "warn", "bad"].flatMap((tone) => [
    ...[`${tone}-soft`, "surface", "sunken", "hover"].map((plane) => [`${tone}-text`, plane, text] as const),
    ...["surface", "sunken"].map((plane) => [`${tone}-solid`, plane, shape] as const),
  ]),
  ...["warn-soft", "bad-soft", "move-soft", "good-soft"].map((plane) => ["text", plane, text] as const),
  ...["warn-soft", "bad-soft", "move-soft"].map((plane) => ["secondary", plane, text] as const),
  ...["background", "surface", "raised", "sunken", "hover"].map((plane) => ["border-strong", plane, shape] as const),
  ...["background", "surface", "raised", "sunken"].map((plane) => ["focus", plane, shape] as const),
  ["prep-solid", "surface", shape],
  ["accent-solid", "surface", shape],
  ["accent-solid", "sunken", shape],
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`chart-${n}`, "surface", shape] as const),
];

describe.each(themes)("in the %s theme", (_, theme) => {
  test.each(pairs)("%s on %s has a contrast of %d", (front, back, floor) => {
    expect(contrast(color(theme, front), color(theme, back))).toBeGreaterThanOrEqual(floor);
  });

  // OKLab × 100; what design.md promises for the closest two series under each sight, less half a unit for rounding.
  test.each(["normal", "protan", "deutan", "tritan"] as const)("chart series can be told apart with %s sight", (sight) => {
    const series = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => color(theme, `chart-${n}`));
    expect(closest(series, sight)).toBeGreaterThan(9.8);
  });
});

test("the measure itself is right: black on white is 21", () => {
  expect(contrast([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 1);
});

function read(start: string): Theme {
  const block = /\{([\s\S]*?)\n\}/.exec(css.slice(css.indexOf(start)))?.[1] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map(([, name, l, c, h]) => [
      name,
      [Number(l), Number(c), Number(h)],
    ]),
  );
}

function color(theme: Theme, name: string): Oklch {
  const found = theme[name];
  if (!found) throw new Error(`no token --${name}`);
  return found;
}

function contrast(one: Oklch, two: Oklch): number {
  const [a, b] = [luminance(one), luminance(two)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(value: Oklch): number {
  const [r = 0, g = 0, b = 0] = linear(value);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function linear([l, c, h]: Oklch): readonly number[] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ].map((v) => Math.min(1, Math.max(0, v)));
}

/** How two colours look to an eye: Machado, Oliveira, Fernandes 2009, severity 1. */
function closest(series: readonly Oklch[], sight: "normal" | "protan" | "deutan" | "tritan"): number {
  const sights = {
    normal: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    protan: [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    deutan: [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
    tritan: [
      [1.255528, -0.076749, -0.178779],
      [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.3039],
    ],
  };
  const seen = series.map((value) => {
    const rgb = linear(value);
    return oklab(sights[sight].map((row) => row.reduce((sum, weight, index) => sum + weight * (rgb[index] ?? 0), 0)));
  });
  const distances = seen.flatMap((one, index) =>
    seen.slice(index + 1).map((two) => Math.hypot(...one.map((v, axis) => v - (two[axis] ?? 0))) * 100),
  );
  return Math.min(...distances);
}

function oklab([r = 0, g = 0, b = 0]: readonly number[]): readonly number[] {
  const l = Math.cbrt(Math.max(0, 0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b));
  const m = Math.cbrt(Math.max(0, 0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b));
  const s = Math.cbrt(Math.max(0, 0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b));
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
