"use client";

import dynamic from "next/dynamic";
import type { CodeEditorProps } from "@/components/ui/code-editor-view";
import { Bone } from "@/components/ui/skeleton";

const View = dynamic(() => import("@/components/ui/code-editor-view").then(({ CodeEditorView }) => CodeEditorView), {
  ssr: false,
  loading: () => (
    <div className="grid gap-2 p-4">
      <Bone className="w-1/2" />
      <Bone className="w-2/3" />
      <Bone className="w-1/3" />
    </div>
  ),
});

/** Code to write: Python, YAML, JSON or plain, with line numbers and the errors where they are. Loaded only where it is shown. */
export function CodeEditor(props: CodeEditorProps) {
  return <View {...props} />;
}
