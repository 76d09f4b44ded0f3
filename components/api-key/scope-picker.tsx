"use client";

import { Button, Checkbox, Group, Input, ScrollArea, SimpleGrid, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import { SCOPES_BY_GROUP, type Scope, type ScopeGroup } from "#lib/workspace/permissions.ts";
import { SCOPE_PRESET_NAMES, SCOPE_PRESETS } from "./scope-presets.ts";

const GROUPS = Object.entries(SCOPES_BY_GROUP) as [ScopeGroup, readonly Scope[]][];

type ScopePickerProps = {
  value: readonly string[];
  onChange: (scopes: string[]) => void;
  error?: string | undefined;
};

/** Scopes by theme, with presets. "*" stands for all, now and later. */
export function ScopePicker({ value, onChange, error }: ScopePickerProps) {
  const t = useTranslations("apiKeys");
  const everything = value.includes("*");
  const chosen = (scope: string) => everything || value.includes(scope);

  function set(scopes: readonly string[], on: boolean) {
    const rest = value.filter((scope) => scope !== "*" && !scopes.includes(scope));
    onChange(on ? [...rest, ...scopes] : rest);
  }

  return (
    <Input.Wrapper label={t("chooseScopes")} labelElement="div" error={error}>
      <Group gap={6} mb="xs">
        {SCOPE_PRESET_NAMES.map((preset) => (
          <Button
            key={preset}
            size="compact-sm"
            variant="default"
            onClick={() => onChange([...SCOPE_PRESETS[preset]])}
          >
            {t(`preset.${preset}`)}
          </Button>
        ))}
      </Group>
      <ScrollArea.Autosize
        mah={320}
        type="auto"
        offsetScrollbars
        viewportProps={{ tabIndex: 0, role: "group", "aria-label": t("chooseScopes") }}
      >
        <Stack gap="md" p={4}>
          {GROUPS.map(([group, scopes]) => (
            <Stack key={group} gap={6} role="group" aria-label={t(`groups.${group}`)}>
              <Checkbox
                size="xs"
                fw={600}
                label={t(`groups.${group}`)}
                disabled={everything}
                checked={scopes.every(chosen)}
                indeterminate={scopes.some(chosen) && !scopes.every(chosen)}
                onChange={(event) => set(scopes, event.currentTarget.checked)}
              />
              <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing={6} pl={26}>
                {scopes.map((scope) => (
                  <Checkbox
                    key={scope}
                    size="xs"
                    label={<code>{scope}</code>}
                    disabled={everything}
                    checked={chosen(scope)}
                    onChange={(event) => set([scope], event.currentTarget.checked)}
                  />
                ))}
              </SimpleGrid>
            </Stack>
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Input.Wrapper>
  );
}
