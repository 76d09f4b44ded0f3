import { MemberList } from "#components/settings/member-list.tsx";

export default function Page() {
  return <MemberList />;
}
