import {
  Box,
  Container,
  Cpu,
  Database,
  HardDrive,
  House,
  type LucideIcon,
  Radio,
  ScrollText,
  Server,
  Settings,
  SquareTerminal,
  Users,
} from "lucide-react";
import { StonesIcon } from "@/components/shell/stones-icon";

export type AreaId =
  | "home"
  | "datasets"
  | "environments"
  | "jobs"
  | "models"
  | "endpoints"
  | "settings"
  | "users"
  | "cluster"
  | "machine"
  | "registries"
  | "volumes"
  | "audit";

export interface Area {
  readonly id: AreaId;
  readonly icon: LucideIcon | typeof StonesIcon;
  /** After `/<project>` for a project's areas, the whole path for the platform's. */
  readonly path: string;
  /** The letter behind G. */
  readonly key?: string;
  readonly needs?: "administrator";
  /** Only where workloads run there. */
  readonly on?: "cluster" | "machine";
}

export interface Block {
  readonly id: "top" | "data" | "develop" | "train" | "serve" | "project" | "admin";
  readonly areas: readonly Area[];
}

/** Everything the sidebar can show, in its order; what does not exist yet is not here. */
export const blocks: readonly Block[] = [
  { id: "top", areas: [{ id: "home", icon: House, path: "", key: "h" }] },
  { id: "data", areas: [{ id: "datasets", icon: Database, path: "/datasets", key: "d" }] },
  { id: "develop", areas: [{ id: "environments", icon: Box, path: "/environments", key: "n" }] },
  { id: "train", areas: [{ id: "jobs", icon: SquareTerminal, path: "/jobs", key: "j" }] },
  {
    id: "serve",
    areas: [
      { id: "models", icon: StonesIcon, path: "/models", key: "m" },
      { id: "endpoints", icon: Radio, path: "/endpoints", key: "e" },
    ],
  },
  { id: "project", areas: [{ id: "settings", icon: Settings, path: "/settings", key: "s" }] },
  {
    id: "admin",
    areas: [
      { id: "users", icon: Users, path: "/admin/users", needs: "administrator" },
      { id: "cluster", icon: Server, path: "/admin/cluster", needs: "administrator", on: "cluster" },
      { id: "machine", icon: Cpu, path: "/admin/machine", needs: "administrator", on: "machine" },
      { id: "registries", icon: Container, path: "/admin/registries", needs: "administrator", on: "cluster" },
      { id: "volumes", icon: HardDrive, path: "/admin/volumes", needs: "administrator", on: "cluster" },
      { id: "audit", icon: ScrollText, path: "/admin/audit", needs: "administrator" },
    ],
  },
];

interface Reader {
  readonly project: { readonly slug: string } | null;
  readonly account: { readonly isAdministrator: boolean };
  readonly runsOn: "cluster" | "machine";
}

/** The blocks that one may open: a project's areas need a project, the platform's an administrator. */
export function visibleBlocks({ project, account, runsOn }: Reader): readonly Block[] {
  return blocks
    .map((block) => ({
      ...block,
      areas: block.areas.filter(({ needs, on = runsOn }) => on === runsOn && (needs ? account.isAdministrator : project !== null)),
    }))
    .filter(({ areas }) => areas.length > 0);
}

/** Where an area lies for this project. */
export function areaHref(area: Area, slug: string | undefined): string {
  return area.needs ? area.path : `/${slug ?? ""}${area.path}`;
}

/** The area a path belongs to. */
export function areaAt(path: string, slug: string | undefined): Area | undefined {
  return blocks
    .flatMap(({ areas }) => areas)
    .filter((area) => {
      const href = areaHref(area, slug);
      return path === href || (area.path !== "" && path.startsWith(`${href}/`));
    })
    .sort((a, b) => b.path.length - a.path.length)[0];
}
