"use client";

import { Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import { ROLE_SCOPES, ROLES, type Role, SCOPES, type Scope } from "#lib/workspace/permissions.ts";
import { AREAS, type Area, verbsOf } from "./role-abilities.ts";

/** What each role may do: in words, and on request every permission as the server enforces it. */
export function RoleMatrix() {
  const t = useTranslations("settings");
  const [shown, { toggle }] = useDisclosure(false);
  return (
    <SectionCard
      title={t("permissions.title")}
      description={t("permissions.description")}
      actions={
        <Button variant="default" aria-expanded={shown} onClick={toggle}>
          {t(shown ? "permissions.hide" : "permissions.show")}
        </Button>
      }
    >
      <Stack gap="lg">
        <Words />
        {shown ? <Permissions /> : null}
      </Stack>
    </SectionCard>
  );
}

function Words() {
  const t = useTranslations("settings");
  const columns: DataTableColumn<Area>[] = [
    {
      id: "area",
      header: t("permissions.area"),
      primary: true,
      cell: (area) => (
        <Text size="sm" fw={550}>
          {t(`areas.${area}`)}
        </Text>
      ),
    },
    ...ROLES.map((role) => ({
      id: role,
      header: t(`roles.${role}`),
      cell: (area: Area) => <Verbs role={role} area={area} />,
    })),
  ];
  return (
    <DataTable
      caption={t("permissions.words")}
      columns={columns}
      rows={AREAS}
      rowId={(area) => area}
      minWidth={900}
    />
  );
}

function Verbs({ role, area }: { role: Role; area: Area }) {
  const t = useTranslations("settings");
  const verbs = verbsOf(role, area);
  if (verbs.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("permissions.nothing")}
      </Text>
    );
  return <Text size="sm">{verbs.map((verb) => t(`verbs.${verb}`)).join(", ")}</Text>;
}

function Permissions() {
  const t = useTranslations("settings");
  const columns: DataTableColumn<Scope>[] = [
    { id: "scope", header: t("permissions.scope"), cell: (scope) => <code>{scope}</code> },
    ...ROLES.map((role) => ({
      id: role,
      header: t(`roles.${role}`),
      cell: (scope: Scope) =>
        ROLE_SCOPES[role].includes(scope) ? (
          <IconCheck size={16} color="var(--sb-ok)" role="img" aria-label={t("permissions.yes")} />
        ) : (
          <IconMinus
            size={16}
            color="var(--mantine-color-dimmed)"
            role="img"
            aria-label={t("permissions.no")}
          />
        ),
    })),
  ];
  return (
    <DataTable
      caption={t("permissions.caption")}
      columns={columns}
      rows={[...SCOPES]}
      rowId={(scope) => scope}
      minWidth={760}
    />
  );
}
