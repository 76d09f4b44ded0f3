"use client";

import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { STANDARD_ATTRIBUTES } from "#lib/profile/schema.ts";
import { readValue, VALUE_KINDS, type ValueKind, valueKind, valueText } from "./attribute-value.ts";
import { changePerson, peopleQueries } from "./queries.ts";

type AttributeEditorProps = {
  externalId: string;
  /** The attribute to change; null adds one. */
  attribute: { name: string; value: unknown } | null;
  opened: boolean;
  onClose: () => void;
};

/** Dialog that sets, changes or removes one attribute, with its type. */
export function AttributeEditor(props: AttributeEditorProps) {
  const t = useTranslations("people.edit");
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.attribute ? t("title", { name: props.attribute.name }) : t("add")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <AttributeForm {...props} />
    </Modal>
  );
}

function AttributeForm({ externalId, attribute, onClose }: AttributeEditorProps) {
  const t = useTranslations("people.edit");
  const queryClient = useQueryClient();
  const [name, setName] = useState(attribute?.name ?? "");
  const [kind, setKind] = useState<ValueKind>(attribute ? valueKind(attribute.value) : "text");
  const [text, setText] = useState(attribute ? valueText(attribute.value) : "");
  const value = readValue(kind, text);
  const change = useMutation({
    mutationFn: (to: unknown) => changePerson(externalId, { [name.trim()]: to }),
    onSuccess: async (person) => {
      queryClient.setQueryData(peopleQueries.one(externalId).queryKey, person);
      await queryClient.invalidateQueries({ queryKey: peopleQueries.all });
      notifyDone(t("saved", { name: name.trim() }));
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (value.ok) change.mutate(value.value);
      }}
    >
      <Stack gap="md">
        {attribute ? null : (
          <TextInput
            label={t("name")}
            description={t("nameText")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            list="standard-attributes"
            maxLength={255}
            required
            data-autofocus
          />
        )}
        <datalist id="standard-attributes">
          {STANDARD_ATTRIBUTES.map((known) => (
            <option key={known} value={known} />
          ))}
        </datalist>
        <Select
          label={t("kind")}
          data={VALUE_KINDS.map((known) => ({ value: known, label: t(`kinds.${known}`) }))}
          value={kind}
          onChange={(next) => next && setKind(next as ValueKind)}
          allowDeselect={false}
        />
        {kind === "boolean" ? (
          <Select
            label={t("value")}
            data={[
              { value: "true", label: t("yes") },
              { value: "false", label: t("no") },
            ]}
            value={text === "false" ? "false" : "true"}
            onChange={(next) => setText(next ?? "true")}
            allowDeselect={false}
          />
        ) : (
          <Textarea
            label={t("value")}
            description={kind === "list" ? t("listText") : undefined}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={value.ok ? null : t(`problem.${value.problem}`)}
            autosize
            maxRows={10}
          />
        )}
        {change.error ? <ErrorState error={change.error} title={t("notSaved")} /> : null}
        <Group justify="space-between">
          {attribute ? (
            <Button
              variant="subtle"
              color="red"
              loading={change.isPending}
              onClick={() => change.mutate(null)}
            >
              {t("remove")}
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" loading={change.isPending} disabled={!value.ok || name.trim() === ""}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
