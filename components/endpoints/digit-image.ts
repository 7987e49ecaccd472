export interface Point {
  /** From 0 to 1, right and down. */
  readonly x: number;
  readonly y: number;
}

export type Stroke = readonly Point[];

/** Half the width of a pen's line, in cells of the 32 × 32 bitmap. */
const penRadius = 3.2;
const fine = 32;
const coarse = 8;
const block = fine / coarse;

/**
 * What was drawn, as the digits data has it: 64 values from 0 to 16, row by row. As there, the drawing is put upright into a
 * 32 × 32 bitmap that it fills in height, and each value counts the black cells of a 4 × 4 block.
 */
export function digitImage(strokes: readonly Stroke[]): readonly number[] {
  const points = strokes.flat();
  if (points.length === 0) return new Array<number>(coarse * coarse).fill(0);
  const fitted = fitter(points);
  const segments = strokes.flatMap((stroke) => segmentsOf(stroke.map(fitted)));
  const values = new Array<number>(coarse * coarse).fill(0);
  for (let row = 0; row < fine; row += 1) {
    for (let column = 0; column < fine; column += 1) {
      const cell = { x: column + 0.5, y: row + 0.5 };
      if (!segments.some(([from, to]) => distance(cell, from, to) <= penRadius)) continue;
      const index = Math.floor(row / block) * coarse + Math.floor(column / block);
      values[index] = (values[index] ?? 0) + 1;
    }
  }
  return values;
}

/** Moves the drawing's box to the middle and scales it until it touches top and bottom, or both sides. */
function fitter(points: readonly Point[]): (point: Point) => Point {
  const [left, right] = range(points.map(({ x }) => x));
  const [top, bottom] = range(points.map(({ y }) => y));
  const room = fine - 2 * penRadius;
  // A dot is no digit of full height: nothing is blown up without bounds.
  const scale = room / Math.max(bottom - top, right - left, 0.15);
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  return ({ x, y }) => ({ x: (x - middle.x) * scale + fine / 2, y: (y - middle.y) * scale + fine / 2 });
}

function range(values: readonly number[]): readonly [least: number, most: number] {
  return [Math.min(...values), Math.max(...values)];
}

function segmentsOf(points: Stroke): readonly (readonly [Point, Point])[] {
  const [first] = points;
  if (!first) return [];
  if (points.length === 1) return [[first, first]];
  return points.slice(1).map((to, index) => [points[index] ?? to, to] as const);
}

function distance(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length));
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy);
}
