"use client";

import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  Select,
  Stack,
  Tabs,
  Text,
  VisuallyHidden,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { CurlImport } from "#components/template/curl-import.tsx";
import { InsertMenu } from "#components/template/insert-menu.tsx";
import { LiquidInput } from "#components/template/liquid-input.tsx";
import { MoveToSecrets } from "#components/template/move-to-secrets.tsx";
import type { TemplateVariable } from "#components/template/template-editor.tsx";
import { LockedFields } from "#components/ui/locked.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignProblem } from "#lib/campaign/schema.ts";
import { WEBHOOK_METHODS } from "#lib/webhook/schema.ts";
import { AuthSection } from "./auth-section.tsx";
import { AutomaticHeaders } from "./automatic-headers.tsx";
import { BodyEditor } from "./body-editor.tsx";
import { CopyMessage } from "./copy-message.tsx";
import type { Variation, Webhook } from "./definition-draft.ts";
import { headerRows, withHeader, withoutHeader } from "./header-rows.ts";
import { HostBadge } from "./host-badge.tsx";

type MessageSectionProps = {
  webhook: Webhook;
  onChange: (webhook: Webhook) => void;
  variables: readonly TemplateVariable[];
  problems: readonly CampaignProblem[];
  /** Variations whose message can be taken over. */
  others?: readonly Variation[];
};

const COMMON_HEADERS = ["Authorization", "Content-Type", "Accept", "X-Api-Key"];

/** Method, address, headers and body of one variation. */
export function MessageSection({ webhook, onChange, variables, problems, others = [] }: MessageSectionProps) {
  const t = useTranslations("composer");
  const problemAt = (part: string): CampaignProblem | undefined =>
    problems.find((problem) => problem.severity === "error" && problem.field.includes(`webhook.${part}`));
  return (
    <SectionCard
      title={t("message")}
      description={t("messageText")}
      actions={
        <LockedFields>
          <Group gap="xs" justify="flex-end">
            <CopyMessage webhook={webhook} others={others} onCopy={onChange} />
            <CurlImport onImport={onChange} />
          </Group>
        </LockedFields>
      }
    >
      <Stack gap="md">
        <LockedFields>
          <Group align="flex-start" wrap="nowrap" gap="xs">
            <Select
              label={t("method")}
              data={[...WEBHOOK_METHODS]}
              value={webhook.method}
              onChange={(method) => method && onChange({ ...webhook, method: method as Webhook["method"] })}
              allowDeselect={false}
              w={110}
            />
            <LiquidInput
              wrapperProps={{ "data-field": "webhook.url" }}
              label={t("url")}
              value={webhook.url}
              onChange={(url) => onChange({ ...webhook, url })}
              variables={variables}
              error={problemAt("url")?.message}
              rightSection={
                <InsertMenu
                  field={t("url")}
                  variables={variables}
                  onInsert={(liquid) => onChange({ ...webhook, url: webhook.url + liquid })}
                />
              }
              placeholder="https://api.example.com/members/{{${user_id}}}"
              style={{ flex: 1 }}
              ff="monospace"
            />
          </Group>
        </LockedFields>
        <HostBadge url={webhook.url} />
        <Tabs defaultValue="headers" keepMounted={false}>
          <Tabs.List aria-label={t("headersAndAuth")}>
            <Tabs.Tab value="headers">{t("headers")}</Tabs.Tab>
            <Tabs.Tab value="auth">{t("auth.title")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="headers" pt="sm">
            <LockedFields>
              <Stack gap="md">
                <Headers webhook={webhook} onChange={onChange} variables={variables} problems={problems} />
                <AutomaticHeaders webhook={webhook} onChange={onChange} />
              </Stack>
            </LockedFields>
          </Tabs.Panel>
          <Tabs.Panel value="auth" pt="sm">
            <LockedFields>
              <AuthSection
                headers={webhook.headers}
                url={webhook.url}
                onChange={(headers) => onChange({ ...webhook, headers })}
              />
            </LockedFields>
          </Tabs.Panel>
        </Tabs>
        {webhook.method === "GET" ? (
          <Text size="sm" c="dimmed">
            {t("noBodyOnGet")}
          </Text>
        ) : (
          <div data-field="webhook.body">
            <LockedFields>
              <BodyEditor
                body={webhook.body}
                onChange={(body) => onChange({ ...webhook, body })}
                variables={variables}
                problem={problemAt("body")}
              />
            </LockedFields>
          </div>
        )}
      </Stack>
    </SectionCard>
  );
}

function Headers({ webhook, onChange, variables, problems }: Omit<MessageSectionProps, "others">) {
  const t = useTranslations("composer");
  const rows = headerRows(webhook.headers);
  const own = problems.filter(({ field }) => field.includes("webhook.headers"));
  // Names given twice are said at their row.
  const isSaid = rows.some(({ isTwice }) => isTwice);
  const error = isSaid ? undefined : own.find(({ severity }) => severity === "error")?.message;
  const isInline = (name: string): boolean =>
    own.some(({ code, field }) => code === "secret.inline" && field.endsWith(`headers.${name}`));
  const set = (headers: Record<string, string>): void => onChange({ ...webhook, headers });
  const unused = COMMON_HEADERS.find((name) => !(name in webhook.headers)) ?? `X-Header-${rows.length + 1}`;
  return (
    <Stack
      gap={6}
      component="fieldset"
      style={{ border: 0, padding: 0, margin: 0 }}
      data-field="webhook.headers"
    >
      <VisuallyHidden component="legend">{t("headers")}</VisuallyHidden>
      {rows.map(({ key, name, value, isTwice }, index) => (
        // The name changes while it is typed: only the place of a row is stable.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
          <Autocomplete
            aria-label={t("headerName")}
            data={COMMON_HEADERS}
            value={name}
            error={isTwice ? t("headerTwice") : undefined}
            onChange={(next) => set(withHeader(webhook.headers, index, { name: next }))}
            style={{ flex: 2 }}
          />
          <LiquidInput
            aria-label={t("headerValue")}
            value={value}
            onChange={(text) => set(withHeader(webhook.headers, index, { value: text }))}
            variables={variables}
            placeholder="Bearer {{ secrets.crm }}"
            style={{ flex: 3 }}
            rightSection={
              <InsertMenu
                field={name}
                variables={variables}
                onInsert={(liquid) => set(withHeader(webhook.headers, index, { value: value + liquid }))}
              />
            }
          />
          {isInline(key) ? (
            <MoveToSecrets
              headerName={name}
              value={value}
              url={webhook.url}
              onMoved={(text) => set(withHeader(webhook.headers, index, { value: text }))}
            />
          ) : null}
          <ActionIcon
            size="2.125rem"
            aria-label={t("removeHeader", { name })}
            onClick={() => set(withoutHeader(webhook.headers, index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {error ? (
        <Text size="xs" c="var(--mantine-color-error)">
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
