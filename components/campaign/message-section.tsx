"use client";

import { ActionIcon, Button, Group, Select, Stack, Tabs, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TemplateEditor, type TemplateVariable } from "#components/template/template-editor.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignProblem } from "#lib/campaign/schema.ts";
import { type BodyMode, bodyMode, convertBody } from "#lib/template/convert-body.ts";
import { WEBHOOK_METHODS } from "#lib/webhook/schema.ts";
import { type Webhook, withHeader, withoutHeader } from "./definition-draft.ts";

type MessageSectionProps = {
  webhook: Webhook;
  onChange: (webhook: Webhook) => void;
  variables: readonly TemplateVariable[];
  problems: readonly CampaignProblem[];
};

const COMMON_HEADERS = ["Authorization", "Content-Type", "Accept", "X-Api-Key"];

/** Method, address, headers and body of one variation. */
export function MessageSection({ webhook, onChange, variables, problems }: MessageSectionProps) {
  const t = useTranslations("composer");
  const errorAt = (part: string): string | undefined =>
    problems.find((problem) => problem.severity === "error" && problem.field.includes(`webhook.${part}`))
      ?.message;
  return (
    <SectionCard title={t("message")} description={t("messageText")}>
      <Stack gap="md">
        <Group align="flex-start" wrap="nowrap" gap="xs">
          <Select
            label={t("method")}
            data={[...WEBHOOK_METHODS]}
            value={webhook.method}
            onChange={(method) => method && onChange({ ...webhook, method: method as Webhook["method"] })}
            allowDeselect={false}
            w={110}
          />
          <TextInput
            label={t("url")}
            value={webhook.url}
            onChange={(event) => onChange({ ...webhook, url: event.currentTarget.value })}
            error={errorAt("url")}
            placeholder="https://api.example.com/members/{{${user_id}}}"
            spellCheck={false}
            style={{ flex: 1 }}
            ff="monospace"
          />
        </Group>
        <Headers webhook={webhook} onChange={onChange} error={errorAt("headers")} />
        {webhook.method === "GET" ? (
          <Text size="sm" c="dimmed">
            {t("noBodyOnGet")}
          </Text>
        ) : (
          <Body webhook={webhook} onChange={onChange} variables={variables} error={errorAt("body")} />
        )}
      </Stack>
    </SectionCard>
  );
}

function Headers({
  webhook,
  onChange,
  error,
}: Pick<MessageSectionProps, "webhook" | "onChange"> & { error: string | undefined }) {
  const t = useTranslations("composer");
  const rows = Object.entries(webhook.headers);
  const set = (headers: Record<string, string>): void => onChange({ ...webhook, headers });
  const unused = COMMON_HEADERS.find((name) => !(name in webhook.headers)) ?? `X-Header-${rows.length + 1}`;
  return (
    <Stack gap={6} component="fieldset" style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" size="sm" fw={500}>
        {t("headers")}
      </Text>
      {rows.map(([name, value], index) => (
        // The name changes while it is typed: only the place of a row is stable.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Group key={index} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={t("headerName")}
            value={name}
            onChange={(event) => set(withHeader(webhook.headers, index, event.currentTarget.value, value))}
            style={{ flex: 2 }}
          />
          <TextInput
            aria-label={t("headerValue")}
            value={value}
            onChange={(event) => set(withHeader(webhook.headers, index, name, event.currentTarget.value))}
            placeholder="Bearer {{ secrets.crm }}"
            style={{ flex: 3 }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("removeHeader", { name })}
            onClick={() => set(withoutHeader(webhook.headers, index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {error ? (
        <Text size="xs" c="red">
          {error}
        </Text>
      ) : null}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        onClick={() => set({ ...webhook.headers, [unused]: "" })}
        style={{ alignSelf: "flex-start" }}
      >
        {t("addHeader")}
      </Button>
    </Stack>
  );
}

const MODES: BodyMode[] = ["json", "form", "text", "none"];

function Body({
  webhook,
  onChange,
  variables,
  error,
}: Omit<MessageSectionProps, "problems"> & { error: string | undefined }) {
  const t = useTranslations("composer");
  const [refusal, setRefusal] = useState<string | null>(null);
  const { body } = webhook;
  const current = bodyMode(body) === "fields" ? "json" : bodyMode(body);
  const text = bodyText(webhook);

  function switchTo(mode: BodyMode) {
    const converted = convertBody(body, mode);
    setRefusal(
      converted.ok
        ? converted.lost.length > 0
          ? t("lost", { what: converted.lost.join(" ") })
          : null
        : `${converted.message} ${converted.hint}`,
    );
    if (converted.ok) onChange({ ...webhook, body: converted.body });
  }

  return (
    <Stack gap="xs">
      <Tabs value={current} onChange={(mode) => mode && switchTo(mode as BodyMode)} variant="outline">
        <Tabs.List aria-label={t("bodyType")}>
          {MODES.map((mode) => (
            <Tabs.Tab key={mode} value={mode}>
              {t(`bodyTypes.${mode}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {refusal ? (
        <Text size="sm" c="orange.8" role="status">
          {refusal}
        </Text>
      ) : null}
      {current === "none" ? null : (
        <TemplateEditor
          label={t("body")}
          description={t("bodyHint")}
          value={text}
          onChange={(value) => onChange({ ...webhook, body: bodyFrom(webhook, value) })}
          language={current === "json" ? "json" : "text"}
          variables={variables}
          error={error}
          minHeight="180px"
        />
      )}
    </Stack>
  );
}

function bodyText({ body }: Webhook): string {
  switch (body.type) {
    case "json": {
      const asText = convertBody(body, "json");
      return asText.ok && asText.body.type === "json" && typeof asText.body.value === "string"
        ? asText.body.value
        : "";
    }
    case "form": {
      const pairs = Array.isArray(body.value)
        ? body.value.map((pair) => [pair.name, pair.value])
        : Object.entries(body.value);
      return pairs.map(([name, value]) => `${name}=${value ?? ""}`).join("\n");
    }
    case "text":
      return body.value;
    case "none":
      return "";
  }
}

/** A form is edited as one `name=value` per line. */
function bodyFrom({ body }: Webhook, text: string): Webhook["body"] {
  if (body.type === "form") {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return {
      type: "form",
      value: lines.map((line) => {
        const at = line.indexOf("=");
        return at < 0 ? { name: line, value: "" } : { name: line.slice(0, at), value: line.slice(at + 1) };
      }),
    };
  }
  if (body.type === "text") return { ...body, value: text };
  return { type: "json", value: text };
}
