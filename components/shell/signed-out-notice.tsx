"use client";

import { Anchor } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { SIGNED_OUT_EVENT } from "#components/providers-query-client.ts";

/** Says that the session ended without leaving the page, so that nothing typed is lost. */
export function SignedOutNotice() {
  const t = useTranslations("shell");
  useEffect(() => {
    function show() {
      notifications.show({
        id: "signed-out",
        color: "red",
        autoClose: false,
        role: "alert",
        title: t("signedOut.title"),
        message: (
          <Anchor href="/sign-in" target="_blank" size="sm">
            {t("signedOut.action")}
          </Anchor>
        ),
      });
    }
    window.addEventListener(SIGNED_OUT_EVENT, show);
    return () => window.removeEventListener(SIGNED_OUT_EVENT, show);
  }, [t]);
  return null;
}
