alter table batches add column first_sent_at bigint;
--> statement-breakpoint
alter table batches add column repeats integer not null default 0;
