"use client";

import { Button, Checkbox, Group, Radio, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { createList, listQueries } from "#components/segment/list-queries.ts";
import { useCan } from "#components/shell/session.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { ImportOptions as Options } from "#lib/import/schema.ts";

type ImportOptionsProps = {
  options: Options;
  listId: string | null;
  onChange: (options: Partial<Options>) => void;
  onListChange: (listId: string | null) => void;
};

export function ImportOptions({ options, listId, onChange, onListChange }: ImportOptionsProps) {
  const t = useTranslations("imports");
  return (
    <SectionCard title={t("options")}>
      <Stack gap="lg">
        <ListChoice listId={listId} onChange={onListChange} />
        <Radio.Group
          label={t("emptyCells")}
          value={options.empty_cells}
          onChange={(value) => onChange({ empty_cells: value === "remove" ? "remove" : "keep" })}
        >
          <Group gap="lg" mt={6}>
            <Radio value="keep" label={t("emptyKeep")} />
            <Radio value="remove" label={t("emptyRemove")} />
          </Group>
        </Radio.Group>
        <Checkbox
          label={t("existingOnly")}
          description={t("existingOnlyText")}
          checked={options.update_existing_only}
          onChange={(event) => onChange({ update_existing_only: event.currentTarget.checked })}
        />
        <Checkbox
          label={t("react")}
          description={t("reactText")}
          checked={options.react}
          onChange={(event) => onChange({ react: event.currentTarget.checked })}
        />
      </Stack>
    </SectionCard>
  );
}

function ListChoice({ listId, onChange }: { listId: string | null; onChange: (id: string | null) => void }) {
  const t = useTranslations("imports");
  const queryClient = useQueryClient();
  const lists = useQuery(listQueries.list());
  const mayCreate = useCan("segments.write");
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => createList(name.trim()),
    onSuccess: async (list) => {
      await queryClient.invalidateQueries({ queryKey: listQueries.all });
      onChange(list.list_id);
      setName("");
    },
    onError: (error) => notifyFailed(t("failed"), error),
  });
  return (
    <Group align="flex-end" gap="md">
      <Select
        label={t("list")}
        placeholder={t("listNone")}
        data={(lists.data ?? []).map((list) => ({ value: list.list_id, label: list.name }))}
        value={listId}
        onChange={onChange}
        clearable
        searchable
        w={{ base: "100%", xs: 280 }}
      />
      {mayCreate ? (
        <Group align="flex-end" gap="xs">
          <TextInput
            label={t("newListName")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            w={220}
          />
          <Button
            variant="default"
            disabled={name.trim() === ""}
            loading={create.isPending}
            onClick={() => create.mutate()}
          >
            {t("createList")}
          </Button>
        </Group>
      ) : null}
    </Group>
  );
}
