"use client";

import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { liquid } from "@codemirror/lang-liquid";
import { LanguageSupport, StreamLanguage } from "@codemirror/language";
import { type Diagnostic, linter } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { Input, useComputedColorScheme } from "@mantine/core";
import CodeMirror, { type Extension } from "@uiw/react-codemirror";
import { useMemo } from "react";
import { useLocked } from "#components/ui/locked.tsx";
import { useInsertTarget } from "./insert-target.tsx";
import { jsonTemplate } from "./json-template.ts";
import classes from "./template-editor.module.css";

const JSON_AROUND = new LanguageSupport(StreamLanguage.define(jsonTemplate));

export type TemplateVariable = { name: string; detail?: string };

type TemplateEditorProps = {
  label: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
  language: "json" | "text";
  variables: readonly TemplateVariable[];
  minHeight?: string;
  /** Shown under the field and read out with it. */
  error?: string | undefined;
  problem?: { line: number; column: number; message: string } | undefined;
  readOnly?: boolean;
};

/** Editor for text with Liquid: colours, completion after `{{`, problems at their place. Tab leaves the field. */
export function TemplateEditor(props: TemplateEditorProps) {
  const { label, value, onChange, language, variables, problem } = props;
  const scheme = useComputedColorScheme("light");
  const locked = useLocked();
  const target = useInsertTarget();
  const extensions = useMemo(
    () => extensionsFor(label, language, variables, problem),
    [label, language, variables, problem],
  );
  return (
    <Input.Wrapper label={label} description={props.description} error={props.error} labelElement="div">
      <div className={classes.frame} data-error={props.error ? true : undefined}>
        <CodeMirror
          value={value}
          onChange={onChange}
          theme={scheme}
          extensions={extensions}
          minHeight={props.minHeight ?? "120px"}
          onCreateEditor={(view) => {
            view.contentDOM.addEventListener("focus", () =>
              target.claim((text) => {
                if (view.state.readOnly) return;
                view.dispatch(view.state.replaceSelection(text));
                view.focus();
              }),
            );
          }}
          readOnly={locked || (props.readOnly ?? false)}
          indentWithTab={false}
          basicSetup={{ foldGutter: false, autocompletion: false, highlightActiveLine: false }}
        />
      </div>
    </Input.Wrapper>
  );
}

function extensionsFor(
  label: string,
  language: "json" | "text",
  variables: readonly TemplateVariable[],
  problem: TemplateEditorProps["problem"],
): Extension[] {
  return [
    language === "json" ? liquid({ base: JSON_AROUND as never }) : liquid(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label }),
    autocompletion({ override: [(context) => complete(context, variables)] }),
    linter((view) => diagnosticsOf(view, problem), { delay: 0 }),
  ];
}

function complete(
  context: CompletionContext,
  variables: readonly TemplateVariable[],
): CompletionResult | null {
  const before = context.matchBefore(/\{\{\s*[\w.${}]*/);
  if (!before) return null;
  const from = before.from + (/^\{\{\s*/.exec(before.text)?.[0].length ?? 2);
  const options = variables.map(
    (variable): Completion => ({
      label: variable.name,
      type: "variable",
      apply: `${variable.name} }}`,
      ...(variable.detail === undefined ? {} : { detail: variable.detail }),
    }),
  );
  return { from, options, validFor: /^[\w.${}]*$/ };
}

function diagnosticsOf(view: EditorView, problem: TemplateEditorProps["problem"]): Diagnostic[] {
  if (!problem || problem.line > view.state.doc.lines) return [];
  const line = view.state.doc.line(problem.line);
  const from = Math.min(line.from + problem.column - 1, line.to);
  return [{ from, to: Math.min(from + 1, line.to), severity: "error", message: problem.message }];
}
