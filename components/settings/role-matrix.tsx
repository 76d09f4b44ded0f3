"use client";

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import { ROLE_SCOPES, ROLES, SCOPES, type Scope } from "#lib/workspace/permissions.ts";

/** The permission table as the server enforces it. */
export function RoleMatrix() {
  const t = useTranslations("settings");
  const [shown, { toggle }] = useDisclosure(false);
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
    <SectionCard
      title={t("permissions.title")}
      description={t("permissions.description")}
      actions={
        <Button variant="default" aria-expanded={shown} onClick={toggle}>
          {t("permissions.show")}
        </Button>
      }
    >
      {shown ? (
        <DataTable
          caption={t("permissions.caption")}
          columns={columns}
          rows={[...SCOPES]}
          rowId={(scope) => scope}
          minWidth={760}
        />
      ) : null}
    </SectionCard>
  );
}
