UPDATE "upload_tokens" SET "scopes" = '{submit,speed,pictures}' WHERE 'results:write' = ANY("scopes");--> statement-breakpoint
CREATE FUNCTION "holder_named"(who text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN length(name) < 2 THEN trim(both '-' FROM 'holder-' || name) ELSE name END
	FROM (SELECT trim(both '-' FROM left(trim(both '-' FROM regexp_replace(lower(regexp_replace(who, ' \([0-9a-z]{10}\)$', '')), '[^a-z0-9]+', '-', 'g')), 56)) AS name) AS cut
$$;--> statement-breakpoint
UPDATE "upload_tokens" SET "holder" = holder_named("label");--> statement-breakpoint
UPDATE "results" SET "holder" = holder_named("uploaded_by") WHERE "uploaded_by" IS NOT NULL;--> statement-breakpoint
UPDATE "speed_measurements" SET "holder" = NULLIF(holder_named("uploaded_by"), 'this-repository');--> statement-breakpoint
UPDATE "result_documents" SET "holder" = holder_named("uploaded_by");--> statement-breakpoint
DROP FUNCTION "holder_named"(text);
