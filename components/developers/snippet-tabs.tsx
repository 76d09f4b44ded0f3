"use client";

import { Tabs } from "@mantine/core";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { LANGUAGE_NAMES, type Language } from "./snippets.ts";

type SnippetTabsProps = { languages: readonly Language[]; codeOf: (language: Language) => string };

/** The same call in several languages. */
export function SnippetTabs({ languages, codeOf }: SnippetTabsProps) {
  return (
    <Tabs defaultValue={languages[0] ?? "curl"} keepMounted={false}>
      <Tabs.List mb="xs">
        {languages.map((language) => (
          <Tabs.Tab key={language} value={language}>
            {LANGUAGE_NAMES[language]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {languages.map((language) => (
        <Tabs.Panel key={language} value={language}>
          <CodeBlock label={LANGUAGE_NAMES[language]} code={codeOf(language)} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
