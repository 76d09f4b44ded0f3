import { WorkspaceSettings } from "#components/settings/workspace-settings.tsx";

export default function Page() {
  return <WorkspaceSettings />;
}
