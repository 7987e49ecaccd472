import { TriangleAlert } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { hasSecureCookies } from "@/lib/auth/cookies";
import { cn } from "@/lib/cn";

/** Stands on every page while the console is reached by http from elsewhere: who types a password here should know. */
export async function InsecureNotice({ className }: { readonly className?: string }) {
  if (hasSecureCookies) return null;
  const t = await getTranslations("auth.signIn");
  return (
    <p role="note" className={cn("flex gap-2 border bg-warn-soft px-3.5 py-2 text-13 text-warn-text", className)}>
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      {t("insecure")}
    </p>
  );
}
