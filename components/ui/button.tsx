import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Link } from "@/components/ui/link";
import { cn } from "@/lib/cn";

export const buttonStyle = cva(
  [
    "relative inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control border font-medium text-13 whitespace-nowrap transition-colors",
    "disabled:cursor-not-allowed disabled:border-border disabled:bg-sunken disabled:text-muted",
    "[&_svg]:size-4 [&_svg]:shrink-0 [&_kbd]:border-current/35 [&_kbd]:bg-transparent [&_kbd]:text-inherit",
  ],
  {
    variants: {
      look: {
        default: "border-edge bg-surface hover:bg-hover",
        primary: "border-ink bg-ink text-on-ink hover:border-ink-hover hover:bg-ink-hover",
        bare: "border-transparent bg-transparent hover:bg-hover disabled:border-transparent disabled:bg-transparent",
        danger: "border-edge bg-surface text-bad-text hover:bg-hover",
        solidDanger: "border-danger bg-danger text-on-danger hover:opacity-90",
      },
      size: {
        default: "h-8 px-3",
        low: "h-7 px-2.5",
        tall: "h-10 px-4",
        icon: "size-8 p-0",
        lowIcon: "size-7 p-0",
      },
    },
    defaultVariants: { look: "default", size: "default" },
  },
);

type ButtonStyle = VariantProps<typeof buttonStyle>;

/** One primary a page. While `busy` it keeps its width, shows a spinner and takes no second click. */
export function Button({
  look,
  size,
  busy = false,
  className,
  children,
  type = "button",
  disabled,
  ...props
}: ComponentProps<"button"> & ButtonStyle & { readonly busy?: boolean }) {
  return (
    <button
      type={type}
      className={cn(buttonStyle({ look, size }), busy && "pointer-events-none", className)}
      disabled={disabled}
      {...(busy ? { ...withoutClick(props), "aria-busy": true, "aria-disabled": true } : props)}
    >
      {busy ? <Busy>{children}</Busy> : children}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere, a button does something. */
export function ButtonLink({ look, size, className, ...props }: ComponentProps<typeof Link> & ButtonStyle) {
  return <Link className={cn(buttonStyle({ look, size }), className)} {...props} />;
}

function Busy({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <span className="absolute inset-0 grid place-items-center">
        <LoaderCircle aria-hidden="true" className="animate-turn" strokeWidth={1.75} />
      </span>
      <span className="inline-flex items-center gap-1.5 opacity-0">{children}</span>
    </>
  );
}

/** A busy submit button must not submit twice by Enter either. */
function withoutClick({ onClick: _, ...props }: ComponentProps<"button">): ComponentProps<"button"> {
  return { ...props, onClick: (event) => event.preventDefault() };
}
