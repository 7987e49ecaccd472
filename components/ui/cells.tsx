import { cn } from "@/lib/cn";

export type Cell = "mine" | "others" | "free" | "held" | "off";

const looks: Record<Cell, string> = {
  mine: "bg-accent-solid",
  others: "bg-wait-solid",
  free: "shadow-[inset_0_0_0_1px_var(--border-strong)]",
  held: "bg-text",
  off: "hatch [--hatch:var(--warn-solid)] shadow-[inset_0_0_0_1px_var(--warn-solid)]",
};

/** Devices one by one: ours, others', free, the one a sentence speaks of, out of use. `label` says the same in words. */
export function Cells({
  cells,
  label,
  small = false,
  className,
}: {
  readonly cells: readonly Cell[];
  readonly label: string;
  readonly small?: boolean;
  readonly className?: string;
}) {
  return (
    <span role="img" aria-label={label} className={cn("inline-flex flex-wrap gap-0.5", className)}>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell has no other name than its place
        <span key={index} className={cn(small ? "h-3 w-[5px] rounded-[1px]" : "h-3.5 w-2.5 rounded-[2px]", looks[cell])} />
      ))}
    </span>
  );
}
