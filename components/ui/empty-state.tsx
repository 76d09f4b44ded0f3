import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./state-panel.module.css";

type EmptyStateProps = {
  icon?: ReactNode;
  title: ReactNode;
  /** Why it is empty: nothing yet, the filter excludes everything, or no permission. */
  children?: ReactNode;
  /** The one thing to do next. */
  action?: ReactNode;
  /** A working example: a code block, a link to a sample. */
  example?: ReactNode;
  /** Heading level that fits the page; 2 by default. */
  order?: 2 | 3 | 4;
};

/** Says why there is nothing, what to do, and shows an example. */
export function EmptyState({ icon, title, children, action, example, order = 2 }: EmptyStateProps) {
  return (
    <Stack className={classes.panel} align="center" gap="sm">
      {icon ? (
        <span className={classes.icon} aria-hidden="true">
          {icon}
        </span>
      ) : null}
      <Title order={order} size="h3" ta="center">
        {title}
      </Title>
      {children ? (
        <Text component="div" c="dimmed" ta="center" maw={460}>
          {children}
        </Text>
      ) : null}
      {action}
      {example ? <div className={classes.example}>{example}</div> : null}
    </Stack>
  );
}
