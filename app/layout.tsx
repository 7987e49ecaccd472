import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import { getLocale, getNow, getTimeZone } from "next-intl/server";
import type { ReactNode } from "react";
import "@/app/globals.css";
import { Providers } from "@/app/providers";
import { EarlyForms } from "@/components/ui/form";
import { Words } from "@/components/words";
import { requestTimeZone } from "@/lib/i18n/request";

export const metadata: Metadata = {
  title: { default: "Cairn", template: "%s · Cairn" },
  icons: { icon: "/mark.svg" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f7f6f3" },
    { media: "(prefers-color-scheme: dark)", color: "#0c0e10" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // A nonce belongs to one answer, so no page may be made ahead of its request.
  await connection();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const locale = await getLocale();
  return (
    <html lang={locale} suppressHydrationWarning>
      <body>
        <EarlyForms nonce={nonce} />
        <Words locale={locale} timeZone={await getTimeZone()} now={await getNow()}>
          <Providers nonce={nonce} timeZone={await requestTimeZone()}>
            {children}
          </Providers>
        </Words>
      </body>
    </html>
  );
}
