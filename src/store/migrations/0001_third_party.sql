alter table deliveries add column recall jsonb;
--> statement-breakpoint
alter table batches add column msgid text;
--> statement-breakpoint
alter table batches add column recall jsonb;
--> statement-breakpoint
create table suites (
  suite_id text primary key,
  ticket text not null,
  ticket_at bigint not null
);
--> statement-breakpoint
create table authorisations (
  suite_id text not null,
  corp_id text not null,
  corp_name text not null,
  permanent_code text not null,
  info jsonb,
  authorised_at bigint not null,
  primary key (suite_id, corp_id)
);
--> statement-breakpoint
create table suite_events (
  id text primary key,
  suite_id text not null,
  type text not null,
  corp_id text,
  auth_code text,
  asked_by text,
  received_at bigint not null,
  tries integer not null default 0,
  done_at bigint
);
--> statement-breakpoint
create index suite_events_open on suite_events (suite_id, received_at) where done_at is null;
--> statement-breakpoint
create table templates (
  id text primary key,
  suite_id text not null,
  template_id text not null,
  name text not null,
  keywords jsonb not null,
  retired_at bigint,
  updated_by text not null,
  updated_at bigint not null
);
--> statement-breakpoint
create unique index templates_template on templates (suite_id, template_id);
