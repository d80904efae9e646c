CREATE TABLE "decisions" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"reason" text NOT NULL,
	"decided_by" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	CONSTRAINT "decisions_sequence_unique" UNIQUE("sequence")
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "previous_sha256" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "sha256" text;--> statement-breakpoint
ALTER TABLE "backbones" ADD COLUMN "reserved_for" text;--> statement-breakpoint
ALTER TABLE "rate_limits" ADD COLUMN "bytes" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "result_documents" ADD COLUMN "holder" text;--> statement-breakpoint
ALTER TABLE "result_documents" ADD COLUMN "role" text DEFAULT 'maintainer' NOT NULL;--> statement-breakpoint
ALTER TABLE "result_documents" ADD COLUMN "standing" text DEFAULT 'accepted' NOT NULL;--> statement-breakpoint
ALTER TABLE "results" ADD COLUMN "cell_key" text GENERATED ALWAYS AS (((natural_key::jsonb - 'seed')::text)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "results" ADD COLUMN "holder" text;--> statement-breakpoint
ALTER TABLE "results" ADD COLUMN "role" text DEFAULT 'maintainer' NOT NULL;--> statement-breakpoint
ALTER TABLE "results" ADD COLUMN "standing" text DEFAULT 'accepted' NOT NULL;--> statement-breakpoint
ALTER TABLE "speed_measurements" ADD COLUMN "holder" text;--> statement-breakpoint
ALTER TABLE "speed_measurements" ADD COLUMN "role" text DEFAULT 'maintainer' NOT NULL;--> statement-breakpoint
ALTER TABLE "speed_measurements" ADD COLUMN "standing" text DEFAULT 'accepted' NOT NULL;--> statement-breakpoint
ALTER TABLE "upload_tokens" ADD COLUMN "holder" text;--> statement-breakpoint
UPDATE "upload_tokens" SET "holder" = "label";--> statement-breakpoint
ALTER TABLE "upload_tokens" ALTER COLUMN "holder" SET NOT NULL;--> statement-breakpoint
UPDATE "results" SET "holder" = "uploaded_by";--> statement-breakpoint
UPDATE "speed_measurements" SET "holder" = "uploaded_by";--> statement-breakpoint
UPDATE "result_documents" SET "holder" = "uploaded_by";--> statement-breakpoint
CREATE INDEX "decisions_subject" ON "decisions" USING btree ("subject","sequence");--> statement-breakpoint
CREATE INDEX "results_cell_key" ON "results" USING btree ("cell_key");