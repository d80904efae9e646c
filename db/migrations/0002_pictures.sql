CREATE TABLE "result_documents" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"kind" text NOT NULL,
	"result_id" text NOT NULL,
	"document" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"uploaded_by" text NOT NULL,
	CONSTRAINT "result_documents_sequence_unique" UNIQUE("sequence")
);
--> statement-breakpoint
ALTER TABLE "result_documents" ADD CONSTRAINT "result_documents_result_id_results_id_fk" FOREIGN KEY ("result_id") REFERENCES "public"."results"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "result_documents_result" ON "result_documents" USING btree ("kind","result_id","sequence");