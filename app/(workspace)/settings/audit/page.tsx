import { AuditLog } from "#components/settings/audit-log.tsx";

export default function Page() {
  return <AuditLog />;
}
