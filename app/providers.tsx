"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useEffect, useState } from "react";
import { RefreshProvider } from "@/components/live/refresh";
import { SpareTitle } from "@/components/shell/spare-title";
import { CutWords } from "@/components/ui/cut-words";
import { NonceProvider } from "@/components/ui/nonce";
import { Toaster } from "@/components/ui/toast";
import { TooltipProvider } from "@/components/ui/tooltip";
import { timeZoneCookie } from "@/lib/i18n/locales";

interface ProvidersProps {
  readonly nonce: string | undefined;
  /** The zone this page was rendered in, if the browser has told it before. */
  readonly timeZone: string | undefined;
  readonly children: ReactNode;
}

/** What every page needs around it in the browser: theme, queries, URL state, toasts, the nonce. */
export function Providers({ nonce: given, timeZone, children }: ProvidersProps) {
  // The document keeps the policy it came with; what a refresh brings is the nonce of another answer.
  const [nonce] = useState(given);
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: 1 } } }),
  );
  useTimeZone(timeZone);
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      storageKey="cairn.theme"
      disableTransitionOnChange
      {...(nonce ? { nonce } : {})}
    >
      <CSPProvider {...(nonce ? { nonce } : {})} disableStyleElements>
        <NonceProvider value={nonce}>
          <QueryClientProvider client={queries}>
            <NuqsAdapter>
              <RefreshProvider>
                <TooltipProvider>{children}</TooltipProvider>
              </RefreshProvider>
              <Toaster />
              <CutWords />
              <SpareTitle />
            </NuqsAdapter>
          </QueryClientProvider>
        </NonceProvider>
      </CSPProvider>
    </ThemeProvider>
  );
}

/** Tells the server the reader's zone once, so that times are right in the first answer already. */
function useTimeZone(known: string | undefined) {
  const router = useRouter();
  useEffect(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!here || here === known) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${timeZoneCookie}=${encodeURIComponent(here)}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  }, [known, router]);
}
