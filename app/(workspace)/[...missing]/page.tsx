import { notFound } from "next/navigation";

/** Every unknown address, so that people who are signed in keep the navigation around them. */
export default function MissingPage() {
  notFound();
}
