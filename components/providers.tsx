"use client";

import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { createQueryClient } from "#components/providers-query-client.ts";
import { ShortcutProvider } from "#components/shell/shortcuts.tsx";
import { cssVariables, theme } from "#components/shell/theme.ts";
import { TimeZoneSync } from "#components/shell/time-zone-sync.tsx";

/** Everything pages may rely on: theme, queries, address state, dialogs, notices, shortcuts. */
export function Providers({ children }: { children: ReactNode }) {
  const t = useTranslations("shell");
  const [queryClient] = useState(createQueryClient);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <NuqsAdapter>
          <ShortcutProvider>
            <ModalsProvider modalProps={{ closeButtonProps: { "aria-label": t("close") } }}>
              {children}
            </ModalsProvider>
          </ShortcutProvider>
          <Notifications position="bottom-right" />
          <TimeZoneSync />
        </NuqsAdapter>
      </QueryClientProvider>
    </MantineProvider>
  );
}
