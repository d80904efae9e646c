CREATE TABLE "snapshots" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"content_sha256" text NOT NULL,
	"results" integer NOT NULL,
	"added" text[] NOT NULL,
	"removed" text[] NOT NULL
);
--> statement-breakpoint
CREATE INDEX "snapshots_id" ON "snapshots" USING btree ("id","sequence");