"use client";

import { Alert, Button, Group, List, Modal, Stack, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTerminal2 } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import { parseCurl } from "#lib/template/parse-curl.ts";
import type { WebhookMessage } from "#lib/webhook/schema.ts";

/** Takes a cURL command from somebody's documentation and makes a message of it. */
export function CurlImport({ onImport }: { onImport: (message: WebhookMessage) => void }) {
  const t = useTranslations("composer.curl");
  const say = useTranslations("problems");
  const inWords = useProblemWords();
  const [opened, { open, close }] = useDisclosure(false);
  const [command, setCommand] = useState("");
  const parsed = command.trim() === "" ? null : parseCurl(command);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconTerminal2 size={16} aria-hidden="true" />}
        onClick={open}
      >
        {t("paste")}
      </Button>
      <Modal opened={opened} onClose={close} title={t("title")} size="lg">
        <Stack gap="md">
          <Textarea
            label={t("command")}
            description={t("text")}
            value={command}
            onChange={(event) => setCommand(event.currentTarget.value)}
            autosize
            minRows={5}
            maxRows={14}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            spellCheck={false}
            error={
              parsed?.ok === false
                ? `${t("at", { token: parsed.token })} ${inWords(parsed).message} ${inWords(parsed).hint}`
                : undefined
            }
            data-autofocus
          />
          {parsed?.ok && parsed.notes.length > 0 ? (
            <Alert color="yellow">
              <List size="sm">
                {parsed.notes.map(({ key, values }) => (
                  <List.Item key={`${key} ${values.name}`}>
                    {say(key, { name: String(values.name) })}
                  </List.Item>
                ))}
              </List>
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button
              disabled={!parsed?.ok}
              onClick={() => {
                if (!parsed?.ok) return;
                onImport(parsed.message);
                setCommand("");
                close();
              }}
            >
              {t("use")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
