"use client";

import { CircleX } from "lucide-react";
import { createContext, type ReactNode, use, useId } from "react";
import { cn } from "@/lib/cn";

interface FieldState {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly required: boolean;
}

const FieldContext = createContext<FieldState | undefined>(undefined);

/** What a control inside a Field needs to be named and explained; without a Field nothing. */
export function useField(): FieldState | undefined {
  return use(FieldContext);
}

interface FieldProps {
  readonly label: ReactNode;
  /** Keeps the label for screen readers only, where the place explains itself. */
  readonly labelHidden?: boolean;
  readonly hint?: ReactNode;
  /** The sentence of what is wrong; its presence marks the control as invalid. */
  readonly error?: ReactNode;
  readonly optional?: ReactNode;
  readonly required?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Label above, one control, hint and error below. Fits react-hook-form: `<Field error={…}><Input {...register("name")} /></Field>`. */
export function Field({ label, labelHidden, hint, error, optional, required = false, className, children }: FieldProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;
  return (
    <FieldContext value={{ id, describedBy, invalid: Boolean(error), required }}>
      <div className={cn("grid min-w-0 content-start gap-1", className)}>
        <label htmlFor={id} className={cn("flex items-baseline gap-2 font-medium text-13", labelHidden && "sr-only")}>
          {label}
          {optional ? <span className="font-normal text-12 text-muted">{optional}</span> : null}
        </label>
        {children}
        {error ? (
          <p id={errorId} role="alert" className="flex gap-1.5 text-12 text-bad-text">
            <CircleX aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" strokeWidth={2} />
            <span>{error}</span>
          </p>
        ) : null}
        {hint ? (
          <p id={hintId} className="text-12 text-muted">
            {hint}
          </p>
        ) : null}
      </div>
    </FieldContext>
  );
}
