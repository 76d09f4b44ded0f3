"use client";

import { Button, Code, Group, Modal, Select, Stack, Tabs, TagsInput, Text, TextInput } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconBraces } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useInsertTarget } from "./insert-target.tsx";
import {
  FILTERS,
  groupOf,
  languageBranches,
  liquidFor,
  VARIABLE_GROUPS,
  type VariableGroup,
} from "./liquid-snippet.ts";
import type { TemplateVariable } from "./template-editor.tsx";

type InsertDialogProps = { variables: readonly TemplateVariable[] };

/** Builds a value step by step (kind, name, default, filter) and puts it where the caret was. Alt I opens it. */
export function InsertDialog({ variables }: InsertDialogProps) {
  const t = useTranslations("insert");
  const [opened, dialog] = useDisclosure();
  useHotkeys([["alt+I", dialog.open]], [], true);
  return (
    <>
      <Group justify="flex-end" mb="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconBraces size={14} aria-hidden="true" />}
          aria-keyshortcuts="Alt+I"
          onClick={dialog.open}
        >
          {t("open")}
        </Button>
      </Group>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t("title")}
        closeButtonProps={{ "aria-label": t("close") }}
        returnFocus={false}
      >
        <Tabs defaultValue="value" keepMounted={false}>
          <Tabs.List aria-label={t("title")}>
            <Tabs.Tab value="value">{t("value")}</Tabs.Tab>
            <Tabs.Tab value="languages">{t("languages")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="value" pt="sm">
            <InsertForm variables={variables} onDone={dialog.close} />
          </Tabs.Panel>
          <Tabs.Panel value="languages" pt="sm">
            <LanguagesForm onDone={dialog.close} />
          </Tabs.Panel>
        </Tabs>
      </Modal>
    </>
  );
}

function InsertForm({ variables, onDone }: InsertDialogProps & { onDone: () => void }) {
  const t = useTranslations("insert");
  const target = useInsertTarget();
  const [group, setGroup] = useState<VariableGroup>("standard");
  const [name, setName] = useState<string | null>(null);
  const [fallback, setFallback] = useState("");
  const [filter, setFilter] = useState("");
  const shown = variables.filter((variable) => groupOf(variable.name) === group);
  const chosen = shown.find((variable) => variable.name === name) ?? null;
  const liquid = chosen ? liquidFor({ name: chosen.name, fallback, filter }) : "";
  function submit(event: FormEvent) {
    event.preventDefault();
    if (liquid === "") return;
    onDone();
    // The dialog holds the focus until it has gone.
    setTimeout(() => target.insert(liquid), 0);
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Select
          label={t("group")}
          data={VARIABLE_GROUPS.map((value) => ({ value, label: t(`groups.${value}`) }))}
          value={group}
          onChange={(next) => {
            setGroup((next ?? "standard") as VariableGroup);
            setName(null);
          }}
          allowDeselect={false}
          data-autofocus
        />
        <Select
          label={t("name")}
          placeholder={shown.length === 0 ? t("nothing") : t("choose")}
          data={shown.map((variable) => ({ value: variable.name, label: variable.name }))}
          value={name}
          onChange={setName}
          disabled={shown.length === 0}
          searchable
          description={chosen?.detail}
        />
        <TextInput
          label={t("fallback")}
          description={t("fallbackText")}
          value={fallback}
          onChange={(event) => setFallback(event.currentTarget.value)}
        />
        <Select
          label={t("filter")}
          data={FILTERS.map((value) => ({ value, label: t(`filters.${value === "" ? "none" : value}`) }))}
          value={filter}
          onChange={(next) => setFilter(next ?? "")}
          allowDeselect={false}
        />
        <div aria-live="polite">
          <Text size="sm" c="dimmed">
            {t("result")}
          </Text>
          <Code block>{liquid === "" ? "–" : liquid}</Code>
        </div>
        {target.hasField() ? null : (
          <Text size="sm" c="var(--sb-warn)">
            {t("noField")}
          </Text>
        )}
        <Button type="submit" disabled={liquid === "" || !target.hasField()}>
          {t("insert")}
        </Button>
      </Stack>
    </form>
  );
}

const COMMON_LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl", "ja", "th"];
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** A text for each language of the person, written as branches where the caret is. */
function LanguagesForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations("insert");
  const target = useInsertTarget();
  const [languages, setLanguages] = useState<string[]>([]);
  const [text, setText] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    onDone();
    setTimeout(() => target.insert(languageBranches(languages, text)), 0);
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TagsInput
          label={t("languages")}
          description={t("languagesText")}
          data={COMMON_LANGUAGES}
          value={languages}
          onChange={(next) => setLanguages(next.filter((language) => LANGUAGE.test(language)))}
        />
        <TextInput
          label={t("languageText")}
          description={t("languageTextHint")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={languages.length === 0 || !target.hasField()}>
          {t("insert")}
        </Button>
      </Stack>
    </form>
  );
}
