"use client";

import { ActionIcon, Button, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload, IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { notifyDone } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { useLive } from "#components/use-live.ts";
import type { UserDetail } from "#lib/profile/user-schema.ts";
import { AttributeEditor } from "./attribute-editor.tsx";
import { Journeys, Memberships, WhyNot } from "./memberships.tsx";
import { fullName } from "./people-list.tsx";
import { erasePerson, peopleQueries, personExportHref } from "./queries.ts";
import { Timeline } from "./timeline.tsx";

/** One person: what is known, what they did, what was sent. */
export function PersonView({ externalId }: { externalId: string }) {
  const query = useQuery(peopleQueries.one(externalId));
  useLive(
    ["events", "deliveries"],
    [
      peopleQueries.one(externalId).queryKey,
      peopleQueries.timeline(externalId).queryKey,
      peopleQueries.memberships(externalId).queryKey,
      peopleQueries.journeys(externalId).queryKey,
    ],
  );
  return <QueryView query={query}>{(person) => <Person person={person} />}</QueryView>;
}

function Person({ person }: { person: UserDetail }) {
  const t = useTranslations("people");
  return (
    <>
      <PageHeader
        title={fullName(person) ?? person.external_id}
        description={[person.external_id, person.email].filter(Boolean).join(" · ")}
        above={
          <Text component={Link} href="/people" size="sm" c="dimmed">
            ← {t("back")}
          </Text>
        }
        actions={<Actions person={person} />}
      />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack gap="lg" miw={0}>
          <Attributes person={person} />
          <Memberships externalId={person.external_id} />
          <Journeys externalId={person.external_id} />
          <Identity person={person} />
        </Stack>
        <Stack gap="lg" miw={0}>
          <WhyNot externalId={person.external_id} />
          <Timeline externalId={person.external_id} />
        </Stack>
      </SimpleGrid>
    </>
  );
}

function Actions({ person }: { person: UserDetail }) {
  const t = useTranslations("people");
  const router = useRouter();
  const queryClient = useQueryClient();
  const mayErase = useCan("users.delete");
  const mayExport = useCan("users.export.ids");
  const erase = () =>
    confirmAction({
      title: t("eraseTitle", { id: person.external_id }),
      body: t("eraseText"),
      confirmLabel: t("eraseConfirm"),
      danger: true,
      typeToConfirm: person.external_id,
      onConfirm: async () => {
        await erasePerson(person.external_id);
        router.push("/people");
        await queryClient.invalidateQueries({ queryKey: [...peopleQueries.all, "list"] });
        notifyDone(t("erased"));
      },
    });
  return (
    <>
      <Button
        component={Link}
        href={`/deliveries?external_user_id=${encodeURIComponent(person.external_id)}`}
        variant="default"
      >
        {t("deliveries")}
      </Button>
      {mayExport ? (
        <Button
          component="a"
          href={personExportHref(person.external_id)}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
        >
          {t("export")}
        </Button>
      ) : null}
      {mayErase ? (
        <Button variant="default" onClick={erase}>
          {t("erase")}
        </Button>
      ) : null}
    </>
  );
}

type AttributeRow = { name: string; value: unknown; custom: boolean };

function Attributes({ person }: { person: UserDetail }) {
  const t = useTranslations("people");
  const mayEdit = useCan("users.write");
  const [opened, dialog] = useDisclosure();
  const [edited, setEdited] = useState<AttributeRow | null>(null);
  function edit(row: AttributeRow | null) {
    setEdited(row);
    dialog.open();
  }
  const rows: AttributeRow[] = [
    ...Object.entries(person.attributes).map(([name, value]) => ({ name, value, custom: false })),
    ...Object.entries(person.custom_attributes).map(([name, value]) => ({ name, value, custom: true })),
  ];
  const columns: DataTableColumn<AttributeRow>[] = [
    { id: "name", header: t("attributeName"), cell: (row) => row.name, sortValue: (row) => row.name },
    { id: "value", header: t("attributeValue"), cell: (row) => shown(row.value) },
    {
      id: "type",
      header: t("attributeType"),
      cell: (row) => (row.custom ? `${typeOf(row.value)} · ${t("custom")}` : typeOf(row.value)),
      shrink: true,
      hideBelow: "sm",
    },
  ];
  return (
    <SectionCard
      title={t("attributes")}
      description={t("attributesText")}
      flush={rows.length > 0}
      actions={
        mayEdit ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            onClick={() => edit(null)}
          >
            {t("edit.add")}
          </Button>
        ) : null
      }
    >
      <AttributeEditor
        key={`${opened}:${edited?.name ?? ""}`}
        externalId={person.external_id}
        attribute={edited}
        opened={opened}
        onClose={dialog.close}
      />
      {rows.length === 0 ? (
        <Text c="dimmed">{t("noAttributes")}</Text>
      ) : (
        <DataTable
          caption={t("attributes")}
          columns={columns}
          rows={rows}
          rowId={(row) => `${row.custom}:${row.name}`}
          minWidth={320}
          {...(mayEdit
            ? {
                rowActions: (row: AttributeRow) => (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("edit.title", { name: row.name })}
                    onClick={() => edit(row)}
                  >
                    <IconPencil size={15} aria-hidden="true" />
                  </ActionIcon>
                ),
              }
            : {})}
        />
      )}
    </SectionCard>
  );
}

function Identity({ person }: { person: UserDetail }) {
  const t = useTranslations("people");
  const facts: [string, React.ReactNode][] = [
    [t("userId"), person.user_id],
    [
      t("aliases"),
      person.user_aliases.map((alias) => `${alias.alias_label}: ${alias.alias_name}`).join(", ") || t("none"),
    ],
    [t("timeZone"), person.time_zone ?? t("none")],
    [t("language"), person.language ?? t("none")],
    [t("bucket"), person.random_bucket],
    [t("created"), <DateTime key="created" value={person.created_at} />],
    [t("updated"), <DateTime key="updated" value={person.updated_at} />],
  ];
  return (
    <SectionCard title={t("identity")}>
      <Stack component="dl" gap={6} m={0}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <Text component="dt" size="xs" c="dimmed">
              {name}
            </Text>
            <Text component="dd" m={0} style={{ overflowWrap: "anywhere" }}>
              {value}
            </Text>
          </div>
        ))}
      </Stack>
    </SectionCard>
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  return value === null ? "null" : typeof value;
}
