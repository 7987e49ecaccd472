import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** Knows our own scales (app/globals.css), so that `text-13 text-muted` is a size and a colour, not two colours. */
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["11", "12", "13", "14", "16", "20", "28"],
      radius: ["tag", "control", "panel"],
      shadow: ["raised", "panel"],
    },
  },
});

/** Joins class names; of two that set the same property the later one wins. */
export function cn(...inputs: ClassValue[]): string {
  return merge(clsx(inputs));
}
