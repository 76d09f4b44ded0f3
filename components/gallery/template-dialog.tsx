"use client";

import { Anchor, Button, Group, List, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api-client.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { messageOf } from "#lib/gallery/instantiate.ts";
import type { GalleryTemplate } from "#lib/gallery/schema.ts";
import { secretListSchema } from "#lib/secret/schema.ts";
import { useTemplate } from "./use-template.ts";

/** What a template needs before it goes to the real service. */
export function TemplateDialog({ template, onClose }: { template: GalleryTemplate; onClose: () => void }) {
  const t = useTranslations("gallery");
  const [name, setName] = useState(t(`cards.${template.id}.title`));
  const [parameters, setParameters] = useState<Record<string, string>>({});
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const existing = useQuery({
    queryKey: ["secrets", "list"],
    queryFn: () => api(secretListSchema, "/secrets"),
  });
  const known = new Set(existing.data?.secrets.map((secret) => secret.name));
  const use = useTemplate();
  const { method, url, headers } = messageOf(template, { parameters });
  const preview = [
    `${method} ${url}`,
    ...Object.entries(headers ?? {}).map(([key, value]) => `${key}: ${value}`),
  ];
  return (
    <Modal opened onClose={onClose} title={t(`cards.${template.id}.title`)} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          use.mutate({ template, name, tryOut: false, parameters, secrets });
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t(`cards.${template.id}.summary`)}</Text>
          {use.error ? <ErrorState error={use.error} title={t("failed")} /> : null}
          <TextInput
            label={t("name")}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {template.parameters.map((parameter) => (
            <TextInput
              key={parameter.name}
              label={parameter.label}
              placeholder={parameter.default}
              value={parameters[parameter.name] ?? ""}
              onChange={(event) =>
                setParameters({ ...parameters, [parameter.name]: event.currentTarget.value })
              }
            />
          ))}
          {template.secrets.map((secret) => (
            <PasswordInput
              key={secret.name}
              label={secret.name}
              description={known.has(secret.name) ? t("secretKnown") : secret.hint}
              disabled={known.has(secret.name)}
              autoComplete="off"
              value={secrets[secret.name] ?? ""}
              onChange={(event) => setSecrets({ ...secrets, [secret.name]: event.currentTarget.value })}
            />
          ))}
          {template.required.length > 0 ? (
            <div>
              <Text size="sm" fw={550}>
                {t("needs")}
              </Text>
              <List size="sm">
                {template.required.map(({ path, reason }) => (
                  <List.Item key={path}>
                    <code>{path}</code> · {reason}
                  </List.Item>
                ))}
              </List>
            </div>
          ) : null}
          <CodeBlock label={t("request")} code={preview.join("\n")} wrap withCopy={false} maxHeight={160} />
          <Group justify="space-between">
            {template.docs_url ? (
              <Anchor href={template.docs_url} target="_blank" rel="noreferrer" size="sm">
                {t("docs", { date: template.checked_on })}
              </Anchor>
            ) : (
              <span />
            )}
            <Button type="submit" loading={use.isPending}>
              {t("create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
