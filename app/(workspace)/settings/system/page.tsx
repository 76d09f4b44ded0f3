import { SystemScreen } from "#components/system/system-view.tsx";

export default function Page() {
  return <SystemScreen />;
}
