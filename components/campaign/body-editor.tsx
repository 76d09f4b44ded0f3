"use client";

import { Button, Group, Stack, Tabs, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FieldsEditor } from "#components/template/fields-editor.tsx";
import { FormEditor } from "#components/template/form-editor.tsx";
import { TemplateEditor, type TemplateVariable } from "#components/template/template-editor.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { CampaignProblem } from "#lib/campaign/schema.ts";
import type { Words } from "#lib/i18n/problem-words.ts";
import { type BodyMode, bodyMode, convertBody } from "#lib/template/convert-body.ts";
import type { WebhookBody } from "#lib/webhook/schema.ts";

const MODES: BodyMode[] = ["fields", "json", "form", "text", "none"];

type BodyEditorProps = {
  body: WebhookBody;
  onChange: (body: WebhookBody) => void;
  variables: readonly TemplateVariable[];
  problem: CampaignProblem | undefined;
};

/** The body in one of five forms. Switching converts it, says what is lost, and gives the former body back when asked. */
export function BodyEditor({ body, onChange, variables, problem }: BodyEditorProps) {
  const t = useTranslations("composer");
  const say = useProblemWords();
  const words = useTranslations("problems");
  const inWords = ({ key, values }: Words): string => words(key, values as Record<string, string>);
  /** `former` is the body before a switch that lost something. */
  const [notice, setNotice] = useState<{ text: string; former: WebhookBody | null } | null>(null);
  const current = bodyMode(body);

  function switchTo(mode: BodyMode) {
    const converted = convertBody(body, mode);
    if (!converted.ok) {
      const { message, hint } = say(converted);
      return setNotice({ text: `${message} ${hint}`, former: null });
    }
    const what = converted.lost.map(inWords).join(" ");
    setNotice(what === "" ? null : { text: t("lost", { what }), former: body });
    onChange(converted.body);
  }

  function undo(former: WebhookBody) {
    setNotice(null);
    onChange(former);
  }

  return (
    <Stack gap="xs">
      <Tabs
        value={current}
        onChange={(mode) => mode && switchTo(mode as BodyMode)}
        keepMounted={false}
        // Each switch converts the body, so arrows only move along the tabs.
        activateTabWithKeyboard={false}
      >
        <Tabs.List aria-label={t("bodyType")}>
          {MODES.map((mode) => (
            <Tabs.Tab key={mode} value={mode}>
              {t(`bodyTypes.${mode}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {notice ? (
          <Group gap="xs" mt="xs">
            <Text size="sm" c="var(--sb-warn)" role="status">
              {notice.text}
            </Text>
            {notice.former ? (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => notice.former && undo(notice.former)}
              >
                {t("undo")}
              </Button>
            ) : null}
          </Group>
        ) : null}
        <Tabs.Panel value={current} pt="sm">
          <BodyInput body={body} onChange={onChange} variables={variables} problem={problem} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function BodyInput({ body, onChange, variables, problem }: BodyEditorProps) {
  const t = useTranslations("composer");
  const at =
    problem?.line === undefined
      ? undefined
      : { line: problem.line, column: problem.column ?? 1, message: problem.message };
  const error = problem ? (
    <Text size="sm" c="var(--mantine-color-error)">
      {problem.message}
    </Text>
  ) : null;
  if (body.type === "none") {
    return (
      <Text size="sm" c="dimmed">
        {t("bodyNone")}
      </Text>
    );
  }
  if (body.type === "form") {
    return (
      <>
        <FormEditor
          value={body.value}
          onChange={(value) => onChange({ type: "form", value })}
          variables={variables}
        />
        {error}
      </>
    );
  }
  if (body.type === "json" && typeof body.value !== "string") {
    return (
      <>
        <FieldsEditor
          value={body.value}
          onChange={(value) => onChange({ type: "json", value })}
          variables={variables}
        />
        {error}
      </>
    );
  }
  return (
    <TemplateEditor
      label={t("body")}
      description={t(body.type === "json" ? "bodyHint" : "bodyTextHint")}
      value={String(body.value)}
      onChange={(value) => onChange({ ...body, value })}
      language={body.type === "json" ? "json" : "text"}
      variables={variables}
      error={problem?.message}
      problem={at}
      minHeight="180px"
    />
  );
}
