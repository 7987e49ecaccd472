import type { Locator, Page } from "@playwright/test";

type Point = readonly [x: number, y: number];

/** Digits as a hand draws them, on a square from 0 to 1. */
const strokes = {
  3: [...arc([0.48, 0.3], 0.19, 0.17, -150, 90), ...arc([0.48, 0.66], 0.22, 0.19, -90, 150)],
  8: [...arc([0.5, 0.32], 0.16, 0.16, 90, -270), ...arc([0.5, 0.67], 0.2, 0.19, -90, 270)],
} as const satisfies Record<number, readonly Point[]>;

/** Draws a digit with the mouse. */
export async function draw(page: Page, pad: Locator, digit: keyof typeof strokes): Promise<void> {
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error("there is nothing to draw on");
  const at = ([x, y]: Point) => [box.x + x * box.width, box.y + y * box.height] as const;
  const [first = [0, 0] as Point, ...rest] = strokes[digit];
  await page.mouse.move(...at(first));
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...at(point), { steps: 2 });
  await page.mouse.up();
}

/** Points on an ellipse; degrees clockwise from the right, as screens count. */
function arc([x, y]: Point, rx: number, ry: number, from: number, to: number): readonly Point[] {
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)] as const;
  });
}
