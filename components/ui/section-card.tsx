import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./section-card.module.css";

type SectionCardProps = {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** Content touches the edges (tables). */
  flush?: boolean;
  children: ReactNode;
};

/** A bordered section with its own h2. */
export function SectionCard({ title, description, actions, flush = false, children }: SectionCardProps) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" className={classes.head} gap="xs">
        <div className={classes.text}>
          <Title order={2} id={id} size="h3">
            {title}
          </Title>
          {description ? (
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          ) : null}
        </div>
        {actions}
      </Group>
      {children ? <div className={flush ? undefined : classes.body}>{children}</div> : null}
    </section>
  );
}
