"use client";

import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type {
  ColumnMapping,
  ImportView as Import,
  ImportOptions as Options,
  PatchImport,
} from "#lib/import/schema.ts";
import { ColumnMapper } from "./column-mapper.tsx";
import { FileFacts } from "./file-facts.tsx";
import { ImportOptions } from "./import-options.tsx";
import { ImportProgress, ImportResult } from "./import-result.tsx";
import { actOnImport, importQueries, isWorking, saveImport } from "./queries.ts";

/** One import from its upload to its end. */
export function ImportPage({ importId }: { importId: string }) {
  const query = useQuery(importQueries.one(importId));
  useLive(["imports"], [importQueries.one(importId).queryKey]);
  return <QueryView query={query}>{(data) => <ImportView key={data.import_id} data={data} />}</QueryView>;
}

/** What was chosen since the settings were saved last. */
type Draft = { mapping?: ColumnMapping[]; options?: Partial<Options>; list_id?: string | null };

function ImportView({ data }: { data: Import }) {
  const t = useTranslations("imports");
  const [draft, setDraft] = useState<Draft>({});
  const changed = Object.keys(draft).length > 0;
  const open = data.status === "uploaded" || data.status === "checked";
  const mayImport = useCan("users.write");
  const work = useImportWork(data, draft, () => setDraft({}));
  return (
    <>
      <PageHeader
        title={data.name}
        status={<StatusBadge status={data.status} />}
        above={
          <Text component={Link} href="/people/imports" size="sm" c="dimmed">
            ← {t("backToImports")}
          </Text>
        }
        actions={mayImport ? <Actions data={data} changed={changed} work={work} /> : null}
      />
      <Stack gap="lg">
        {work.check.error ? <ErrorState error={work.check.error} title={t("failed")} /> : null}
        {data.reason ? (
          <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("failedTitle")}>
            {data.reason}
          </Alert>
        ) : null}
        {isWorking(data.status) ? (
          <ImportProgress data={data} />
        ) : (
          <ImportResult data={data} stale={changed} />
        )}
        {work.read.error ? <ErrorState error={work.read.error} title={t("notRead")} /> : null}
        <FileFacts data={data} onReadAs={open && mayImport ? work.read.mutate : null} />
        {open ? (
          <>
            <ColumnMapper
              columns={data.columns}
              mapping={draft.mapping ?? data.mapping}
              onChange={(mapping) => setDraft({ ...draft, mapping })}
            />
            <ImportOptions
              options={{ ...data.options, ...draft.options }}
              listId={draft.list_id === undefined ? data.list_id : draft.list_id}
              onChange={(options) => setDraft({ ...draft, options: { ...draft.options, ...options } })}
              onListChange={(list_id) => setDraft({ ...draft, list_id })}
            />
          </>
        ) : null}
      </Stack>
    </>
  );
}

function useImportWork(data: Import, draft: Draft, onSaved: () => void) {
  const t = useTranslations("imports");
  const queryClient = useQueryClient();
  const keep = (view: Import) => {
    queryClient.setQueryData(importQueries.one(view.import_id).queryKey, view);
    void queryClient.invalidateQueries({ queryKey: [...importQueries.all, "list"] });
  };
  const check = useMutation({
    mutationFn: async () => {
      if (Object.keys(draft).length > 0) keep(await saveImport(data.import_id, draft));
      onSaved();
      return actOnImport(data.import_id, "check");
    },
    onSuccess: keep,
  });
  const read = useMutation({
    mutationFn: (choice: Pick<PatchImport, "encoding" | "delimiter">) => saveImport(data.import_id, choice),
    onSuccess: (view) => {
      // Other columns: what was chosen for the old ones says nothing about them.
      onSaved();
      keep(view);
    },
  });
  const act = async (action: "run" | "cancel") => keep(await actOnImport(data.import_id, action));
  const cancel = useMutation({
    mutationFn: () => act("cancel"),
    onError: (error) => notifyFailed(t("failed"), error),
  });
  return { check, read, act, cancel };
}

type ActionsProps = { data: Import; changed: boolean; work: ReturnType<typeof useImportWork> };

function Actions({ data, changed, work }: ActionsProps) {
  const t = useTranslations("imports");
  if (data.status === "checking") {
    return (
      <Button variant="default" loading={work.cancel.isPending} onClick={() => work.cancel.mutate()}>
        {t("cancel")}
      </Button>
    );
  }
  if (data.status === "running") {
    const stop = () =>
      confirmAction({
        title: t("cancelTitle"),
        body: t("cancelText"),
        confirmLabel: t("cancelConfirm"),
        danger: true,
        onConfirm: () => work.act("cancel"),
      });
    return (
      <Button variant="default" onClick={stop}>
        {t("cancel")}
      </Button>
    );
  }
  if (data.status === "finished") {
    return (
      <Button component={Link} href="/people" variant="default">
        {t("people")}
      </Button>
    );
  }
  if (data.status !== "uploaded" && data.status !== "checked") return null;
  const ready = data.status === "checked" && !changed && data.check !== null;
  return (
    <>
      <Button
        variant={ready ? "default" : "filled"}
        loading={work.check.isPending}
        onClick={() => work.check.mutate()}
      >
        {t(data.check ? "checkAgain" : "check")}
      </Button>
      {ready && data.check ? (
        <RunButton data={data} check={data.check} onRun={() => work.act("run")} />
      ) : null}
    </>
  );
}

function RunButton(props: { data: Import; check: NonNullable<Import["check"]>; onRun: () => Promise<void> }) {
  const t = useTranslations("imports");
  const { check, data } = props;
  const good = check.rows - check.refused;
  return (
    <Button
      disabled={good === 0}
      onClick={() =>
        confirmAction({
          title: t("runTitle", { name: data.name }),
          body: t("runText", { new: check.new, changed: check.changed, refused: check.refused }),
          confirmLabel: t("runConfirm"),
          onConfirm: props.onRun,
        })
      }
    >
      {t("run", { count: good })}
    </Button>
  );
}
