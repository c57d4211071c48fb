create table deliveries (
  id text primary key,
  series text not null,
  number integer not null,
  app_id text not null,
  message jsonb not null,
  fingerprint text not null,
  size integer not null,
  arithmetic jsonb,
  team_id text not null,
  sender text not null,
  channel text not null,
  response_url text not null,
  locale text not null,
  note text not null,
  submitted_at bigint not null,
  media_id text,
  started_at bigint,
  halt jsonb,
  ended_at bigint
);
--> statement-breakpoint
create unique index deliveries_number on deliveries (series, number);
--> statement-breakpoint
create index deliveries_open on deliveries (app_id, submitted_at) where ended_at is null and halt is null;
--> statement-breakpoint
create index deliveries_sender on deliveries (sender, submitted_at);
--> statement-breakpoint
create index deliveries_fingerprint on deliveries (fingerprint, submitted_at);
--> statement-breakpoint
create table batches (
  delivery_id text not null,
  seq integer not null,
  sizes jsonb not null,
  recipients text,
  state text not null,
  due_at bigint not null default 0,
  tries integer not null default 0,
  busy_tries integer not null default 0,
  pause text,
  sha256 text,
  media_id text,
  sent_at bigint,
  answered_at bigint,
  invalid jsonb,
  invalid_sizes jsonb,
  refusal jsonb,
  doubt text,
  detail text,
  left_as_is integer not null default 0,
  primary key (delivery_id, seq)
);
--> statement-breakpoint
-- Compressing a long list costs an embedded store three times what writing it does.
alter table batches alter column recipients set storage external;
--> statement-breakpoint
create index batches_open on batches (delivery_id, seq) where state in ('planned', 'sending');
--> statement-breakpoint
create table drafts (
  id text primary key,
  team_id text not null,
  owner text not null,
  content jsonb not null,
  created_at bigint not null
);
--> statement-breakpoint
-- Long contents are compressed before they come here.
alter table drafts alter column content set storage external;
--> statement-breakpoint
create table covers (
  sha256 text primary key,
  bytes bytea not null,
  mime_type text not null,
  name text not null,
  owner text not null,
  used_at bigint not null
);
--> statement-breakpoint
alter table covers alter column bytes set storage external;
--> statement-breakpoint
create index covers_owner on covers (owner, used_at);
--> statement-breakpoint
create table posts (
  delivery_id text not null,
  piece text not null,
  channel text not null,
  ts text,
  digest text not null,
  primary key (delivery_id, piece)
);
--> statement-breakpoint
create table audit (
  id bigserial primary key,
  at bigint not null,
  actor text not null,
  action text not null,
  delivery_id text,
  detail jsonb
);
--> statement-breakpoint
create index audit_delivery on audit (delivery_id);
--> statement-breakpoint
create table app_states (
  app_id text primary key,
  lease_token text,
  lease_until bigint not null default 0,
  throttled_until bigint not null default 0,
  throttle_level integer not null default 0
);
--> statement-breakpoint
create table cache (
  key text primary key,
  value text not null,
  expires_at bigint
);
