import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./auth-frame.module.css";
import { ColorSchemeToggle } from "./color-scheme-toggle.tsx";
import { LocaleMenu } from "./locale-menu.tsx";
import { Logo } from "./logo.tsx";

type AuthFrameProps = { title: ReactNode; intro?: ReactNode; children?: ReactNode };

/** Frame of the pages outside the workspace: sign in, set up, join. */
export function AuthFrame({ title, intro, children }: AuthFrameProps) {
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Group gap={10}>
          <Logo size={26} />
          <Text component="span" fw={650}>
            Signalbox
          </Text>
        </Group>
        <Group gap={4}>
          <LocaleMenu />
          <ColorSchemeToggle />
        </Group>
      </header>
      <main className={classes.main}>
        <Stack gap="lg" className={classes.card}>
          <div>
            <Title order={1}>{title}</Title>
            {intro ? (
              <Text c="dimmed" mt={4}>
                {intro}
              </Text>
            ) : null}
          </div>
          {children}
        </Stack>
      </main>
    </div>
  );
}
