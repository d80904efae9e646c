CREATE TABLE "attestations" (
	"result_id" text NOT NULL,
	"signed_by" text NOT NULL,
	"signed_at" timestamp with time zone NOT NULL,
	"envelope" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "attestations_result_id_signed_by_pk" PRIMARY KEY("result_id","signed_by")
);
--> statement-breakpoint
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_result_id_results_id_fk" FOREIGN KEY ("result_id") REFERENCES "public"."results"("id") ON DELETE no action ON UPDATE no action;