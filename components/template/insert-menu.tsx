"use client";

import { ActionIcon, Menu, Text, TextInput } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TemplateVariable } from "./template-editor.tsx";

type InsertMenuProps = {
  /** Field the value goes into, for screen readers. */
  field: string;
  variables: readonly TemplateVariable[];
  onInsert: (liquid: string) => void;
};

/** Lists everything Liquid can read, with type and example, and inserts the chosen one. */
export function InsertMenu({ field, variables, onInsert }: InsertMenuProps) {
  const t = useTranslations("composer");
  const [search, setSearch] = useState("");
  const shown = variables.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  return (
    <Menu width={320} onClose={() => setSearch("")}>
      <Menu.Target>
        <ActionIcon aria-label={t("insertInto", { field })}>
          <IconBraces size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: "auto" }}>
        <TextInput
          aria-label={t("findValue")}
          placeholder={t("findValue")}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          mb={4}
          data-autofocus
        />
        {shown.map(({ name, detail }) => (
          <Menu.Item key={name} onClick={() => onInsert(`{{${name}}}`)}>
            <Text size="sm" ff="monospace" component="span">
              {name}
            </Text>{" "}
            <Text size="xs" c="dimmed" component="span">
              {detail}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
