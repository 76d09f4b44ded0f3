"use client";

import { ApiReferenceReact } from "@scalar/api-reference-react";
import "@scalar/api-reference-react/style.css";

type ApiReferenceProps = { url: string; dark: boolean };

/** The interactive reference. Everything it needs is served by us: no fonts, proxy or statistics of others. */
export function ApiReference({ url, dark }: ApiReferenceProps) {
  return (
    <ApiReferenceReact
      configuration={{
        url,
        forceDarkModeState: dark ? "dark" : "light",
        hideDarkModeToggle: true,
        hideClientButton: true,
        withDefaultFonts: false,
        telemetry: false,
        agent: { disabled: true },
        mcp: { disabled: true },
        showDeveloperTools: "never",
        layout: "modern",
        theme: "default",
        showSidebar: true,
        defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
        documentDownloadType: "none",
      }}
    />
  );
}
