"use client";

import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import type { ShellData, ShellDeeds } from "@/components/shell/shell-data";

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

const data: ShellData = {
  account: { name: "data-sci-1", displayName: "data-sci-1", isAdministrator: true },
  projects: [
    { id: id(1), slug: "data-sci-1", name: "data-sci-1", kind: "personal" },
    { id: id(2), slug: "vision-lab", name: "vision-lab", kind: "shared" },
    { id: id(3), slug: "speech", name: "语音识别", kind: "shared" },
  ],
  project: { id: id(2), slug: "vision-lab", name: "vision-lab", kind: "shared" },
  isProjectPage: true,
  mayWrite: true,
  counts: { jobs: 3, endpoints: 2 },
  inbox: {
    unread: 2,
    items: [
      {
        id: id(11),
        projectId: id(2),
        key: "design.inbox.failed",
        params: { name: "yolo-defects-x6" },
        subject: { type: "job", id: id(21) },
        path: "/design",
        createdAt: "2026-11-20T07:00:00Z",
        readAt: null,
      },
      {
        id: id(12),
        projectId: id(2),
        key: "design.inbox.succeeded",
        params: { name: "digits-svc" },
        subject: { type: "job", id: id(22) },
        path: "/design",
        createdAt: "2026-11-19T07:00:00Z",
        readAt: "2026-11-19T08:00:00Z",
      },
    ],
  },
  operations: [
    {
      id: id(31),
      kind: "design",
      projectId: id(2),
      subject: { type: "environment", id: id(41), name: "pytorch-2.9-cpu" },
      status: "running",
      done: 3,
      total: 4,
      unit: "steps",
      message: null,
      isCancelling: false,
      createdAt: "2026-11-20T07:11:00Z",
      startedAt: "2026-11-20T07:11:20Z",
      endedAt: null,
    },
    {
      id: id(32),
      kind: "design",
      projectId: id(2),
      subject: { type: "dataset", id: id(42), name: "photos-2026-11.zip" },
      status: "succeeded",
      done: 9_600_000_000,
      total: 9_600_000_000,
      unit: "bytes",
      message: null,
      isCancelling: false,
      createdAt: "2026-11-20T06:11:00Z",
      startedAt: "2026-11-20T06:11:20Z",
      endedAt: "2026-11-20T06:31:20Z",
    },
  ],
  runsOn: "cluster",
  version: "0.1.0",
};

const deeds: ShellDeeds = {
  async search(_, text) {
    const things = [
      { kind: "job", id: id(51), slug: "resnet50-defects", name: "resnet50-defects", status: "running" },
      { kind: "job", id: id(52), slug: "resnet50-defects-8", name: "resnet50-defects-8", status: "succeeded" },
      { kind: "dataset", id: id(53), slug: "surface-defects", name: "表面缺陷", status: null },
      { kind: "endpoint", id: id(54), slug: "digit-reader", name: "digit-reader", status: "ready" },
    ] as const;
    return things.filter(({ name }) => name.includes(text));
  },
  markInboxRead: async () => undefined,
  cancelOperation: async () => undefined,
  setLocale: async () => undefined,
  signOut: async () => undefined,
};

/** The frame with a project that does not exist. */
export function DesignShell({ children }: { readonly children: ReactNode }) {
  return (
    <Shell data={data} deeds={deeds}>
      {children}
    </Shell>
  );
}
