import type { PodSecurity } from "@/db/values";

/** What a project may use and reach, for backends that give each project a place of its own. */
export interface Tenancy {
  readonly projectId: string;
  readonly quota: Quota;
  readonly egress: readonly Egress[];
  readonly podSecurity: PodSecurity;
  /** Ids of the folders of file servers that it may mount. */
  readonly shares: readonly string[];
}

/** Amounts at the same time; what is null, or not named among the accelerators, is not limited. */
export interface Quota {
  readonly cpuMilli: number | null;
  readonly memoryBytes: number | null;
  readonly accelerators: Readonly<Record<string, number>>;
  /** Of volumes. */
  readonly storageBytes: number | null;
  readonly replicas: number | null;
}

/** Where programs may connect to beside Cairn itself. */
export interface Egress {
  /** A host name, an address or a CIDR. */
  readonly to: string;
  /** All of them where none is named. */
  readonly ports: readonly number[];
  /** Whether it may also be an address of a private network. */
  readonly mayBePrivate: boolean;
}

export const unlimited: Quota = { cpuMilli: null, memoryBytes: null, accelerators: {}, storageBytes: null, replicas: null };

/** The place of one project, as it is found. */
export interface TenantPlace {
  readonly projectId: string;
  /** What the backend calls it. */
  readonly name: string;
  readonly isEnding: boolean;
}

/** What is in a place, and so stands in the way of its removal. */
export interface TenantContent {
  readonly workloads: number;
  readonly volumes: number;
  /** Of others, who put them there by hand. */
  readonly foreign: number;
}

/** An extra of backends where each project has a place of its own. */
export interface Tenants {
  /** Makes the place of a project agree with what it may use, where it has one. */
  keepTenant(projectId: string): Promise<void>;
  /** What the backend itself counts as used, of what is limited; undefined where there is no place yet. */
  tenantUse(projectId: string): Promise<Quota | undefined>;
  listTenants(): Promise<readonly TenantPlace[]>;
  /** What is in a place; undefined where there is none. */
  tenantContent(projectId: string): Promise<TenantContent | undefined>;
  /** Removes an empty place, or any with `evenIfUsed`. Returns what keeps it; nothing once it is gone or going. */
  removeTenant(projectId: string, options: { readonly evenIfUsed: boolean }): Promise<TenantContent | undefined>;
}

export function isEmpty({ workloads, volumes, foreign }: TenantContent): boolean {
  return workloads + volumes + foreign === 0;
}

export function keepsTenants<T extends object>(backend: T): backend is T & Tenants {
  return "keepTenant" in backend;
}
