CREATE TABLE "speed_measurements" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"natural_key" text NOT NULL,
	"backbone_id" text NOT NULL,
	"measurement" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"uploaded_by" text NOT NULL,
	CONSTRAINT "speed_measurements_sequence_unique" UNIQUE("sequence")
);
--> statement-breakpoint
ALTER TABLE "speed_measurements" ADD CONSTRAINT "speed_measurements_backbone_id_backbones_id_fk" FOREIGN KEY ("backbone_id") REFERENCES "public"."backbones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "speed_measurements_natural_key" ON "speed_measurements" USING btree ("natural_key","sequence");--> statement-breakpoint
CREATE INDEX "speed_measurements_backbone" ON "speed_measurements" USING btree ("backbone_id");