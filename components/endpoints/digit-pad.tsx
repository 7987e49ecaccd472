"use client";

import { Eraser } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { digitImage, type Point, type Stroke } from "@/components/endpoints/digit-image";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

interface DigitPadProps {
  readonly strokes: readonly Stroke[];
  readonly onStrokes: (strokes: readonly Stroke[]) => void;
  /** A stroke has ended. */
  readonly onPause: (strokes: readonly Stroke[]) => void;
}

const step = 1 / 16;
/** Where the keys begin. */
const top: Point = { x: 0.5, y: 0.25 };

/** A square to draw a digit on: by mouse, finger, pen, or by keys. Beside it stands what the model will see. */
export function DigitPad({ strokes, onStrokes, onPause }: DigitPadProps) {
  const t = useTranslations("endpoints.playground");
  const [isDown, setIsDown] = useState(false);
  const [pen, setPen] = useState<Point | null>(null);
  // A hand is faster than rendering: a point is added to the points before it, shown or not.
  const drawn = useRef(strokes);
  // Where the pad was when the stroke began: what grows above it moves it under the hand.
  const box = useRef<DOMRect>(null);

  function change(next: readonly Stroke[]) {
    drawn.current = next;
    onStrokes(next);
  }

  function begin(point: Point) {
    change([...drawn.current, [point]]);
  }

  function extend(point: Point) {
    const last = drawn.current.at(-1) ?? [];
    change([...drawn.current.slice(0, -1), [...last, point]]);
  }

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    box.current = event.currentTarget.getBoundingClientRect();
    setIsDown(true);
    setPen(null);
    begin(pointOf(event, box.current));
  }

  function onPointerMove(event: PointerEvent<HTMLElement>) {
    if (isDown && box.current) extend(pointOf(event, box.current));
  }

  function lift() {
    if (!isDown) return;
    setIsDown(false);
    onPause(drawn.current);
  }

  function onKeyDown(event: KeyboardEvent) {
    const move = moves[event.key];
    if (move) draw(move);
    else if (event.key === " " || event.key === "Enter") setDownOrLift();
    else if (event.key === "Backspace" || event.key === "Delete") clear();
    else return;
    event.preventDefault();
  }

  function setDownOrLift() {
    if (isDown) return lift();
    setPen(pen ?? top);
    setIsDown(true);
    begin(pen ?? top);
  }

  function draw([right, down]: readonly [number, number]) {
    const from = pen ?? top;
    const at = { x: within(from.x + right * step), y: within(from.y + down * step) };
    setPen(at);
    if (isDown) extend(at);
  }

  function clear() {
    setIsDown(false);
    change([]);
    onPause([]);
  }

  return (
    <div className="max-w-100 overflow-hidden rounded-control border border-border-strong">
      <div
        role="application"
        aria-label={t("pad")}
        aria-describedby="digit-pad-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what is drawn on by keys must take the focus
        tabIndex={0}
        data-testid="digit-pad"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={lift}
        onPointerCancel={lift}
        onKeyDown={onKeyDown}
        className="relative aspect-square w-full cursor-crosshair touch-none bg-sunken -outline-offset-2!"
      >
        <svg viewBox="0 0 100 100" aria-hidden="true" className="block size-full">
          <g className="stroke-border" strokeWidth="0.3">
            <path d="M25 0v100M50 0v100M75 0v100M0 25h100M0 50h100M0 75h100" />
          </g>
          <g fill="none" stroke="currentColor" strokeWidth="9" strokeLinecap="round" strokeLinejoin="round">
            {strokes.map((stroke, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a stroke is its place
              <path key={index} d={pathOf(stroke)} />
            ))}
          </g>
          {pen ? (
            <circle
              cx={pen.x * 100}
              cy={pen.y * 100}
              r="4"
              className={cn("stroke-focus", isDown ? "fill-accent-solid" : "fill-none")}
              strokeWidth="1.5"
            />
          ) : null}
        </svg>
        {strokes.length === 0 ? (
          <p className="pointer-events-none absolute inset-x-4 bottom-3 text-center text-12 text-muted">{t("drawHere")}</p>
        ) : null}
      </div>
      <div className="flex items-center gap-3 border-border border-t bg-surface px-2 py-1">
        <Seen image={digitImage(strokes)} label={t("seen")} />
        <p id="digit-pad-keys" className="min-w-0 flex-1 text-12 text-muted">
          {t("keys")}
        </p>
        <Button look="bare" size="low" onClick={clear} disabled={strokes.length === 0}>
          <Eraser aria-hidden="true" strokeWidth={1.75} />
          {t("clear")}
        </Button>
      </div>
    </div>
  );
}

/** The 8 × 8 image as the model gets it. */
function Seen({ image, label }: { readonly image: readonly number[]; readonly label: string }) {
  return (
    <svg viewBox="0 0 8 8" role="img" aria-label={label} className="size-8 shrink-0 rounded-tag bg-sunken">
      <title>{label}</title>
      {image.map((value, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          key={index}
          x={index % 8}
          y={Math.floor(index / 8)}
          width="1.02"
          height="1.02"
          fill="currentColor"
          opacity={value / 16}
        />
      ))}
    </svg>
  );
}

const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function pointOf(event: PointerEvent<HTMLElement>, box: DOMRect): Point {
  return { x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) };
}

function within(value: number): number {
  return Math.min(0.97, Math.max(0.03, value));
}

function pathOf(stroke: Stroke): string {
  const [first] = stroke;
  if (!first) return "";
  const all = stroke.length === 1 ? [first, first] : stroke;
  return all.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${(x * 100).toFixed(1)} ${(y * 100).toFixed(1)}`).join("");
}
