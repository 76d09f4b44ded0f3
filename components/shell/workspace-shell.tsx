"use client";

import { Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { MilestoneRecorder } from "#components/home/milestone-recorder.tsx";
import type { SessionView } from "#lib/workspace/schema.ts";
import { CommandPalette } from "./command-palette.tsx";
import { setCookie } from "./cookies.ts";
import { GlobalShortcuts } from "./global-shortcuts.tsx";
import { Rail } from "./rail.tsx";
import { RAIL_COOKIE } from "./rail-cookie.ts";
import { SessionProvider } from "./session.tsx";
import { SignedOutNotice } from "./signed-out-notice.tsx";
import { TopBar } from "./top-bar.tsx";
import classes from "./workspace-shell.module.css";

const MAIN_ID = "main";

type WorkspaceShellProps = { session: SessionView; railCollapsed: boolean; children: ReactNode };

/** Frame of every signed-in page: rail, top bar, main area. */
export function WorkspaceShell({ session, railCollapsed, children }: WorkspaceShellProps) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const [collapsed, setCollapsed] = useState(railCollapsed);
  const [drawerOpen, drawer] = useDisclosure(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the drawer
  useEffect(drawer.close, [pathname]);

  function toggleRail() {
    setCookie(RAIL_COOKIE, collapsed ? "open" : "collapsed");
    setCollapsed(!collapsed);
  }

  return (
    <SessionProvider session={session}>
      <a href={`#${MAIN_ID}`} className={classes.skip}>
        {t("skip")}
      </a>
      <div className={classes.shell} data-collapsed={collapsed || undefined}>
        <div className={classes.rail}>
          <Rail collapsed={collapsed} onToggle={toggleRail} />
        </div>
        <div className={classes.column}>
          <TopBar onOpenNavigation={drawer.open} />
          <main id={MAIN_ID} tabIndex={-1} className={classes.main}>
            {children}
          </main>
        </div>
      </div>
      <Drawer
        opened={drawerOpen}
        onClose={drawer.close}
        size={280}
        title={t("navigation")}
        closeButtonProps={{ "aria-label": t("close") }}
        classNames={{ content: classes.drawer, header: classes.drawer, body: classes.drawerBody }}
      >
        <Rail collapsed={false} />
      </Drawer>
      <CommandPalette />
      <GlobalShortcuts />
      <SignedOutNotice />
      <MilestoneRecorder />
    </SessionProvider>
  );
}
