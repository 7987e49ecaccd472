import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";
import type { EnvironmentVersionView } from "@/lib/environments/environment";
import { BuildStatus } from "../build-status";

interface VersionRailProps {
  readonly versions: readonly EnvironmentVersionView[];
  readonly chosen: number;
  readonly path: string;
}

/** All versions, the newest first; each has its own address. */
export function VersionRail({ versions, chosen, path }: VersionRailProps) {
  const t = useTranslations("environments");
  return (
    <nav aria-label={t("versions")} className="min-w-0">
      <h2 className="mb-1.5">{t("versions")}</h2>
      <ol className="flex gap-1 max-lg:overflow-x-auto lg:grid">
        {versions.map((version) => (
          <li key={version.id} className="max-lg:min-w-50">
            <Link
              href={`${path}?v=${version.number}`}
              aria-current={version.number === chosen ? "true" : undefined}
              className="grid gap-0.5 rounded-control px-2.5 py-2 text-13 hover:bg-hover aria-[current=true]:bg-selected"
            >
              <span className="flex justify-between gap-2">
                <span className="font-medium">v{version.number}</span>
                <Time at={version.createdAt} className="text-12 text-muted" />
              </span>
              <BuildStatus version={{ ...version, message: null }} />
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
