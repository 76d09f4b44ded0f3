"use client";

import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useCan } from "#components/shell/session.tsx";
import { ErrorSummary } from "#components/ui/form-errors.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import type { WorkspaceView } from "#lib/workspace/schema.ts";
import { settingsQueries } from "./queries.ts";

/** Loads the workspace for a form over part of it. */
export function WithWorkspace({ children }: { children: (workspace: WorkspaceView) => ReactNode }) {
  const query = useQuery(settingsQueries.workspace());
  return <QueryView query={query}>{children}</QueryView>;
}

type SettingsFormProps = {
  busy: boolean;
  problems: string[];
  onSave: () => unknown;
  children: ReactNode;
};

/** Form with its errors on top and Save at the end; read-only for who may not change settings. */
export function SettingsForm({ busy, problems, onSave, children }: SettingsFormProps) {
  const t = useTranslations("settings");
  const mayWrite = useCan("workspace.write");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack gap="md">
          <ErrorSummary messages={problems} />
          {children}
          {mayWrite ? (
            <Group>
              <Button type="submit" loading={busy}>
                {t("save")}
              </Button>
            </Group>
          ) : null}
        </Stack>
      </fieldset>
    </form>
  );
}
