"use client";

import { SnippetTabs } from "#components/developers/snippet-tabs.tsx";
import type { SigningView } from "#lib/delivery/signing-keys.ts";

/** Code by which a receiver checks that a request is ours. */
export function VerifyTabs({ verify }: { verify: SigningView["verify"] }) {
  return (
    <SnippetTabs
      languages={["typescript", "python", "go"]}
      codeOf={(language) => (language === "curl" ? "" : verify[language])}
    />
  );
}
