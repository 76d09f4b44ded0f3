import { SecretList } from "#components/secret/secret-list.tsx";

export default function Page() {
  return <SecretList />;
}
