CREATE TABLE "audit_log" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "backbones" (
	"id" text PRIMARY KEY NOT NULL,
	"paper_facts" jsonb,
	"manifest" jsonb,
	"weights_sha256" text
);
--> statement-breakpoint
CREATE TABLE "metrics" (
	"result_id" text NOT NULL,
	"metric" text NOT NULL,
	"value" double precision NOT NULL,
	"replicates" "bytea",
	"indices_sha256" text,
	CONSTRAINT "metrics_result_id_metric_pk" PRIMARY KEY("result_id","metric")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"subject" text NOT NULL,
	"minute" bigint NOT NULL,
	"requests" integer NOT NULL,
	CONSTRAINT "rate_limits_subject_minute_pk" PRIMARY KEY("subject","minute")
);
--> statement-breakpoint
CREATE TABLE "results" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"natural_key" text NOT NULL,
	"source" text NOT NULL,
	"backbone_id" text NOT NULL,
	"task" text NOT NULL,
	"setting" text NOT NULL,
	"column_key" text NOT NULL,
	"seed" bigint,
	"learnable_parameters_millions" double precision,
	"details" jsonb NOT NULL,
	"created_at" timestamp with time zone,
	"received_at" timestamp with time zone NOT NULL,
	"uploaded_by" text,
	CONSTRAINT "results_sequence_unique" UNIQUE("sequence")
);
--> statement-breakpoint
CREATE TABLE "upload_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"secret_sha256" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "metrics" ADD CONSTRAINT "metrics_result_id_results_id_fk" FOREIGN KEY ("result_id") REFERENCES "public"."results"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "results" ADD CONSTRAINT "results_backbone_id_backbones_id_fk" FOREIGN KEY ("backbone_id") REFERENCES "public"."backbones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "results_natural_key" ON "results" USING btree ("natural_key","sequence");--> statement-breakpoint
CREATE INDEX "results_backbone" ON "results" USING btree ("backbone_id");--> statement-breakpoint
CREATE INDEX "results_setting" ON "results" USING btree ("setting");