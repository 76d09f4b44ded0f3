-- Values of people are masked for keys without users.personal; keys that could read people keep seeing them.
UPDATE "api_keys" SET "scopes" = array_append("scopes", 'users.personal')
 WHERE 'users.read' = ANY("scopes") AND NOT 'users.personal' = ANY("scopes");
UPDATE "api_keys" SET "scopes" = array_append("scopes", 'reviews.comment')
 WHERE ('reviews.request' = ANY("scopes") OR 'reviews.decide' = ANY("scopes")) AND NOT 'reviews.comment' = ANY("scopes");
