"use client";

import { Anchor, Button, Group, List, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { secretQueries } from "#components/secret/queries.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { messageOf } from "#lib/gallery/instantiate.ts";
import { type GalleryItem, parametersOf, secretsOf } from "#lib/gallery/items.ts";
import { useTemplate } from "./use-template.ts";

/** What a template needs before it goes to the real service. */
export function TemplateDialog({ item, onClose }: { item: GalleryItem; onClose: () => void }) {
  const t = useTranslations("gallery");
  const [name, setName] = useState(t(`cards.${item.id}.title`));
  const [parameters, setParameters] = useState<Record<string, string>>({});
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const existing = useQuery(secretQueries.list());
  const known = new Set(existing.data?.secrets.map((secret) => secret.name));
  const use = useTemplate();
  const preview = item.parts.map((part) => {
    const { method, url, headers } = messageOf(part, { parameters });
    const lines = Object.entries(headers ?? {}).map(([key, value]) => `${key}: ${value}`);
    return [`${method} ${url}`, ...lines].join("\n");
  });
  const required = item.parts.flatMap((part) => part.required);
  const [main] = item.parts;
  return (
    <Modal opened onClose={onClose} title={t(`cards.${item.id}.title`)} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          use.mutate({ item, name, tryOut: false, parameters, secrets });
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t(`cards.${item.id}.summary`)}</Text>
          {use.error ? <ErrorState error={use.error} title={t("failed")} /> : null}
          <TextInput
            label={t("name")}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {parametersOf(item).map((parameter) => (
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
          {secretsOf(item).map((secret) => (
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
          {required.length > 0 ? (
            <div>
              <Text size="sm" fw={550}>
                {t("needs")}
              </Text>
              <List size="sm">
                {required.map(({ path, reason }) => (
                  <List.Item key={path}>
                    <code>{path}</code> · {reason}
                  </List.Item>
                ))}
              </List>
            </div>
          ) : null}
          <CodeBlock label={t("request")} code={preview.join("\n\n")} wrap withCopy={false} maxHeight={160} />
          <Group justify="space-between">
            {main?.docs_url ? (
              <Anchor href={main.docs_url} target="_blank" rel="noreferrer" size="sm">
                {t("docs", { date: main.checked_on })}
              </Anchor>
            ) : (
              <span />
            )}
            <Button type="submit" loading={use.isPending}>
              {t(item.kind === "journey" ? "createJourney" : "create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
