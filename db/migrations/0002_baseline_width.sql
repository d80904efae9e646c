-- Results of bundles of schema 1: the baselines ran at the released code's width, other readouts have none.
UPDATE "results" SET "details" = jsonb_set("details", '{variant,baselineDim}',
	CASE WHEN "details"->'variant'->>'readout' IN ('bicubic', 'transposed-convolution') THEN '48'::jsonb ELSE 'null'::jsonb END)
	WHERE jsonb_typeof("details"->'variant') = 'object' AND NOT "details"->'variant' ? 'baselineDim';--> statement-breakpoint
-- They were all measured on published data sets, whose classes are fixed.
UPDATE "results" SET "details" = jsonb_set("details", '{provenance,datasetClasses}', 'null'::jsonb)
	WHERE jsonb_typeof("details"->'provenance') = 'object' AND NOT "details"->'provenance' ? 'datasetClasses';
