"use client";

import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconLogout, IconUser } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { signOut } from "./account-client.ts";
import { useSession } from "./session.tsx";

/** Who is signed in; profile and sign-out. */
export function PersonMenu() {
  const t = useTranslations("shell");
  const roles = useTranslations("settings.roles");
  const { user } = useSession();
  return (
    <Menu width={240}>
      <Menu.Target>
        <UnstyledButton ml={4}>
          <VisuallyHidden>{t("person.menu", { name: user.name })}</VisuallyHidden>
          <Avatar size={28} radius="xl" color="signal" variant="filled" aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {user.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {user.email} · {roles(user.role)}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          href="/settings/profile"
          leftSection={<IconUser size={15} aria-hidden="true" />}
        >
          {t("person.profile")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden="true" />} onClick={() => void signOut()}>
          {t("person.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
