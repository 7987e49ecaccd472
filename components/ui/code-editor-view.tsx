"use client";

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { useField } from "@/components/ui/field";
import { useNonce } from "@/components/ui/nonce";
import { cn } from "@/lib/cn";

export interface CodeEditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly language: "python" | "yaml" | "json" | "text";
  /** What is edited, for screen readers: "train.py". */
  readonly label: string;
  readonly readOnly?: boolean;
  readonly placeholder?: string;
  /** Lines with an error, from 1. */
  readonly errorLines?: readonly number[];
  readonly className?: string;
  readonly onBlur?: () => void;
}

const languages: Record<CodeEditorProps["language"], () => Extension> = { python, yaml, json, text: () => [] };

/** The editor itself. Escape then Tab leaves it by keyboard. */
export function CodeEditorView({
  value,
  onChange,
  language,
  label,
  readOnly = false,
  placeholder: hint,
  errorLines = [],
  className,
  onBlur,
}: CodeEditorProps) {
  const field = useField();
  const nonce = useNonce();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const parts = useRef({ language: new Compartment(), readOnly: new Compartment() });
  const listener = useRef({ onChange, onBlur });
  listener.current = { onChange, onBlur };

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes later is dispatched below
  useEffect(() => {
    if (!host.current) return;
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          nonce ? EditorView.cspNonce.of(nonce) : [],
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          indentOnInput(),
          indentUnit.of("    "),
          EditorState.tabSize.of(4),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          syntaxHighlighting(colors),
          theme,
          errors,
          hint ? placeholder(hint) : [],
          EditorView.contentAttributes.of({
            "aria-label": label,
            tabindex: "0",
            ...(field ? { id: field.id, ...(field.describedBy ? { "aria-describedby": field.describedBy } : {}) } : {}),
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) listener.current.onChange(update.state.doc.toString());
            if (update.focusChanged && !update.view.hasFocus) listener.current.onBlur?.();
          }),
          parts.current.language.of(languages[language]()),
          parts.current.readOnly.of(editable(readOnly)),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({
      effects: [parts.current.language.reconfigure(languages[language]()), parts.current.readOnly.reconfigure(editable(readOnly))],
    });
  }, [language, readOnly]);

  const marked = errorLines.join(" ");
  useEffect(() => {
    view.current?.dispatch({ effects: markErrors.of(marked.split(" ").filter(Boolean).map(Number)) });
  }, [marked]);

  return (
    <div
      ref={host}
      className={cn(
        "min-h-24 overflow-hidden rounded-control border border-border-strong text-12 in-[.code-frame]:rounded-none in-[.code-frame]:border-0 [&_.cm-editor]:h-full [&_.cm-editor]:max-h-[inherit]",
        className,
      )}
    />
  );
}

function editable(readOnly: boolean): Extension {
  return [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)];
}

const markErrors = StateEffect.define<readonly number[]>();

const errors = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(markErrors)) continue;
      const { doc } = transaction.state;
      const lines = [...new Set(effect.value)].filter((line) => line >= 1 && line <= doc.lines).sort((a, b) => a - b);
      return Decoration.set(lines.map((line) => Decoration.line({ class: "cm-errorLine" }).range(doc.line(line).from)));
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.moduleKeyword, tags.definitionKeyword], color: "var(--chart-3)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good-text)" },
  { tag: [tags.comment], color: "var(--muted)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn-text)" },
  {
    tag: [
      tags.propertyName,
      tags.definition(tags.propertyName),
      tags.function(tags.variableName),
      tags.function(tags.definition(tags.variableName)),
    ],
    color: "var(--accent)",
  },
  { tag: [tags.className, tags.typeName], color: "var(--move-text)" },
  { tag: tags.invalid, color: "var(--bad-text)" },
]);

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--sunken)", color: "var(--text)" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", fontSize: "12px", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px 0 2px" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--muted)", border: "none", paddingLeft: "10px" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "22px", padding: "0 10px 0 0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--hover) 45%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in oklab, var(--accent-solid) 26%, transparent)",
  },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-errorLine": { backgroundColor: "var(--bad-soft)", boxShadow: "inset 2px 0 0 var(--bad-solid)" },
  ".cm-matchingBracket": { backgroundColor: "var(--selected)", outline: "none" },
  ".cm-placeholder": { color: "var(--muted)" },
});
