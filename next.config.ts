import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./lib/i18n/request.ts");

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  serverExternalPackages: ["@kubernetes/client-node", "@node-rs/argon2", "pg", "pino"],
  turbopack: { root: import.meta.dirname },
  agentRules: false,
  typescript: { ignoreBuildErrors: true },
};

export default withNextIntl(config);
