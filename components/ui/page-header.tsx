import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./page-header.module.css";

type PageHeaderProps = {
  /** The page's only h1. */
  title: ReactNode;
  /** One sentence under the title. */
  description?: ReactNode;
  /** Badge or other state beside the title. */
  status?: ReactNode;
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  /** Breadcrumb or back link above the title. */
  above?: ReactNode;
  /** Tabs or stepper under the title. */
  children?: ReactNode;
};

/** Title, state and actions of a page. */
export function PageHeader({ title, description, status, actions, above, children }: PageHeaderProps) {
  return (
    <header className={classes.header}>
      {above}
      <div className={classes.row}>
        <div className={classes.text}>
          <Group gap="xs" wrap="wrap">
            <Title order={1}>{title}</Title>
            {status}
          </Group>
          {description ? (
            <Text c="dimmed" size="md" mt={2} maw={720}>
              {description}
            </Text>
          ) : null}
        </div>
        {actions ? <Group gap="xs">{actions}</Group> : null}
      </div>
      {children}
    </header>
  );
}
