alter table deliveries add column list_gone_at bigint;
--> statement-breakpoint
create index deliveries_with_list on deliveries (ended_at) where list_gone_at is null;
--> statement-breakpoint
create index batches_unknown on batches (delivery_id, seq) where state = 'unknown' and left_as_is = 0;
--> statement-breakpoint
create index audit_at on audit (at);
--> statement-breakpoint
create table origin (
  store text primary key
);
