import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SigningScreen } from "#components/signing/signing-view.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signing");
  return { title: t("title") };
}

export default function SigningPage() {
  return <SigningScreen />;
}
