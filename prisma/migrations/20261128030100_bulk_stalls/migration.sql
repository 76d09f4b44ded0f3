-- Parts of a bulk call that broke off in a row: a job that never gets further is ended, since open ones are limited.
ALTER TABLE bulk_jobs ADD COLUMN stalls integer NOT NULL DEFAULT 0;
