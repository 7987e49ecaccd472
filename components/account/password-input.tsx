"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Input } from "@/components/ui/input";

interface PasswordInputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete: "current-password" | "new-password";
  readonly size?: "default" | "tall";
  readonly autoFocus?: boolean;
  readonly name?: string;
}

/** A password that its writer can look at. Stands in a Field. */
export function PasswordInput({ value, onChange, size = "default", ...props }: PasswordInputProps) {
  const t = useTranslations("auth.signIn");
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Input
      {...props}
      type={shown ? "text" : "password"}
      size={size}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      spellCheck={false}
      autoCapitalize="off"
      after={
        <button
          type="button"
          aria-pressed={shown}
          aria-label={shown ? t("hidePassword") : t("showPassword")}
          onClick={() => setShown(!shown)}
          className="-mr-1 grid size-6 place-items-center rounded-tag text-muted transition-colors hover:text-text"
        >
          <Icon aria-hidden="true" strokeWidth={1.75} />
        </button>
      }
    />
  );
}
