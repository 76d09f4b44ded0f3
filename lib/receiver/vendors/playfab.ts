/** PlayFab Economy v2: adds items to a player's inventory once per `IdempotencyId`. */
import { at, jsonObject, missing, usable, type Vendor, type VendorAnswer } from "./vendor.ts";

const REQUIRED = ["Entity.Type", "Entity.Id", "Item.Id", "IdempotencyId"];

export const playfab: Vendor = {
  baseUrl: "https://{{ secrets.playfab_title_id }}.playfabapi.com",
  scenarios: {
    throughput: refusal(400, "DatabaseThroughputExceeded", "Too much traffic.", 2),
    item_not_found: refusal(400, "ItemNotFound", "The item does not exist."),
    token_expired: refusal(401, "EntityTokenExpired", "The entity token has expired."),
  },
  keys: (request) => {
    const body = jsonObject(request);
    return [`key:${at(body, "IdempotencyId")}`, `balance:${at(body, "Entity.Id")}`];
  },
  handle(request, entries) {
    if (request.method !== "POST" || request.path !== "/Inventory/AddInventoryItems") {
      return { answer: refusal(404, "NotFound", "No such method.") };
    }
    if (!usable(request.headers["x-entitytoken"]))
      return { answer: refusal(401, "EntityTokenInvalid", "X-EntityToken is missing or invalid.") };
    const body = jsonObject(request);
    const [lacking] = missing(body, REQUIRED);
    if (lacking) return { answer: refusal(400, "InvalidParams", `${lacking} is required.`) };
    const amount = at(body, "Amount");
    if (typeof amount !== "number" || amount < 1)
      return { answer: refusal(400, "InvalidParams", "Amount must be a positive number.") };
    const [key, account] = [`key:${at(body, "IdempotencyId")}`, `balance:${at(body, "Entity.Id")}`];
    const known = entries[key];
    const data = known ?? {
      IdempotencyId: at(body, "IdempotencyId"),
      TransactionIds: [request.id],
      ETag: "1/1",
    };
    const answer = { status: 200, body: { code: 200, status: "OK", data } };
    if (known) return { answer };
    return { answer, writes: { [key]: data, [account]: Number(entries[account] ?? 0) + amount } };
  },
};

function refusal(
  status: number,
  error: string,
  errorMessage: string,
  retryAfterSeconds?: number,
): VendorAnswer {
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  const name = status === 401 ? "Unauthorized" : status === 404 ? "NotFound" : "BadRequest";
  return {
    status,
    body: { code: status, status: name, error, errorCode: 1000, errorMessage, errorDetails: {}, ...wait },
  };
}
