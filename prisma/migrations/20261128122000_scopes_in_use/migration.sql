-- Scopes that opened nothing are gone. Keys lose them and keep the rest, so that they can be changed and renewed as before.
UPDATE "api_keys" SET "scopes" = ARRAY(
  SELECT scope FROM unnest("scopes") WITH ORDINALITY AS given (scope, place)
   WHERE scope <> ALL (ARRAY['campaigns.url_info.details', 'canvas.data_summary', 'users.track.sync', 'users.export.segment',
     'users.alias.update', 'users.merge', 'users.external_ids.rename', 'users.external_ids.remove', 'events.list',
     'events.data_series', 'segments.data_series', 'export.read'])
   ORDER BY place)
 WHERE "scopes" && ARRAY['campaigns.url_info.details', 'canvas.data_summary', 'users.track.sync', 'users.export.segment',
     'users.alias.update', 'users.merge', 'users.external_ids.rename', 'users.external_ids.remove', 'events.list',
     'events.data_series', 'segments.data_series', 'export.read'];
