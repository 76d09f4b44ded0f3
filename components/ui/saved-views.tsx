"use client";

import { Button, CloseButton, Group, Popover, TextInput } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconBookmarkPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { type FormEvent, useState } from "react";

type View = { name: string; values: Record<string, string> };

const sameValues = (view: View, values: Record<string, string | null>): boolean =>
  Object.entries(values).every(([param, value]) => (view.values[param] ?? null) === value);

/** Named combinations of filters, kept in this browser; the present one can be added while a filter is set. */
export function SavedViews({ storageKey, params }: { storageKey: string; params: readonly string[] }) {
  const t = useTranslations("ui.list");
  const [views, setViews] = useLocalStorage<View[]>({ key: `sbx-views-${storageKey}`, defaultValue: [] });
  const [values, setValues] = useQueryStates(
    Object.fromEntries(params.map((param) => [param, parseAsString])),
  );
  const active = Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const savable = Object.keys(active).length > 0 && !views.some((view) => sameValues(view, values));
  if (views.length === 0 && !savable) return null;
  return (
    <Group gap="xs" role="group" aria-label={t("views")}>
      {views.map((view) => (
        <Group key={view.name} gap={0}>
          <Button
            size="compact-sm"
            variant={sameValues(view, values) ? "light" : "default"}
            aria-pressed={sameValues(view, values)}
            onClick={() =>
              void setValues(Object.fromEntries(params.map((param) => [param, view.values[param] ?? null])))
            }
          >
            {view.name}
          </Button>
          <CloseButton
            size="sm"
            aria-label={t("removeView", { name: view.name })}
            onClick={() => setViews(views.filter((other) => other.name !== view.name))}
          />
        </Group>
      ))}
      {savable ? (
        <SaveView
          onSave={(name) =>
            setViews([...views.filter((view) => view.name !== name), { name, values: active }])
          }
        />
      ) : null}
    </Group>
  );
}

function SaveView({ onSave }: { onSave: (name: string) => void }) {
  const t = useTranslations("ui.list");
  const [opened, popover] = useDisclosure();
  const [name, setName] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    onSave(name.trim());
    popover.close();
  }
  return (
    <Popover opened={opened} onChange={popover.set} trapFocus withinPortal>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconBookmarkPlus size={14} aria-hidden="true" />}
          onClick={popover.toggle}
        >
          {t("saveView")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Group align="flex-end" gap="xs">
            <TextInput
              label={t("viewName")}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={40}
            />
            <Button type="submit" disabled={name.trim() === ""}>
              {t("save")}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
