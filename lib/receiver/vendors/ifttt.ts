/** IFTTT Webhooks: answers in plain text, the key is part of the address, and a wrong event name is welcome too. */
import { pathParts, usable, type Vendor } from "./vendor.ts";

export const ifttt: Vendor = {
  baseUrl: "https://maker.ifttt.com",
  scenarios: { unavailable: { status: 503, body: "Service Unavailable" } },
  keys: () => [],
  handle(request) {
    const parts =
      pathParts("/trigger/:event/with/key/:key", request.path) ??
      pathParts("/trigger/:event/json/with/key/:key", request.path);
    if (!parts)
      return {
        answer: {
          status: 404,
          body: `Cannot ${request.method} ${request.path.replace(/(\/key\/).*/, "$1…")}`,
        },
      };
    if (!usable(parts.key))
      return { answer: { status: 401, body: { errors: [{ message: "You sent an invalid key." }] } } };
    const answer = { status: 200, body: `Congratulations! You've fired the ${parts.event} event` };
    return { answer, writes: { [`fired:${request.id}`]: { event: parts.event, body: request.body } } };
  },
};
