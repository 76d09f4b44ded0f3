import { LimitSettings } from "#components/settings/limit-settings.tsx";

export default function Page() {
  return <LimitSettings />;
}
