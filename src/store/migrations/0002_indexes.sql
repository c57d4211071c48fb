create index deliveries_cover on deliveries ((message->>'cover'), submitted_at);
--> statement-breakpoint
create index deliveries_submitted on deliveries (submitted_at);
